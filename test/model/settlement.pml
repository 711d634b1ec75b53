/*
 * One intent, placed, settled and resent by two processes that share a journal, on an exchange that may hold back, lose and hide.
 *
 * There is no clock in here. Time is what it has made true: whose gate has closed, whose fence has passed, which orders every view
 * shows. README.md says why that is enough, which rule is which module, and what is left out.
 *
 * ATTEMPTS   how many attempts an intent may have
 * CRASHES    how often a process may die, both together
 * OFF_x      switches the rule x off; BREAK_x lets the exchange or the line break its word; see run.ts
 */
#ifndef ATTEMPTS
#define ATTEMPTS 2
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#define PROCESSES 2

#define each(i) i : 0 .. ATTEMPTS - 1

/* ------------------------------------------------------------------------------------------------- what the world knows */

mtype:where = { unsent, network, broker, engine, gone }
mtype:order = { noOrder, lagging, visible }
mtype:reply = { silence, accepted, refusal, duplicate }
mtype:row = { noRow, open, refused, notSent }
mtype:outcome = { undecided, executed, notExecuted }
mtype:step = { starting, loading, untilFence, pingEngine, firstRound, lastRound, deciding, signing, sent, awaiting, proven,
               reporting, done, dead }

typedef Attempt {
  /* the request, and the order that it became */
  mtype:where where = unsent;
  mtype:order order = noOrder;
  mtype:reply reply = silence;
  bool gateOpen;    /* exchange time <= timestamp + recvWindow */
  bool isResting;   /* its order is open: its client order id is taken */
  /* its row in the journal */
  mtype:row row = noRow;
  bool fencePassed; /* exchange time >= fenceAt */
}
Attempt attempts[ATTEMPTS];

/* The journal: the intent, its attempts in the order of their numbers, its outcome */
bool intentRow;
unsigned rows : 3;
mtype:outcome outcome = undecided;

/* What a process knows; a crash takes it */
typedef Process {
  mtype:step step = starting;
  unsigned known : 3;    /* the attempts it has read, or written: those numbered below */
  unsigned own : 3;      /* the attempt it has in hand */
  unsigned held : 4;     /* what was in the engine before its ping */
  unsigned unseen : 4;   /* what was accepted, and not yet visible, before T began */
#ifdef OFF_havePassed
  bool hasPassed;
#endif
#ifdef OFF_openAttempts
  unsigned written : 4;
#endif
}
Process processes[PROCESSES];

bool faulty = true;
unsigned crashes : 2 = CRASHES;
#if defined(OFF_rowFirst) || defined(BREAK_replay)
unsigned used : 3;
#else
#define used rows
#endif
#ifdef BREAK_replay
bool isReplayed;
#endif

/* What the invariants are about; true as long as nothing is reported wrong, so that they add no state */
unsigned orders : 2;
bool saidNo;
bool I1 = true; /* at most one accepted order */
bool I2 = true; /* reported success: exactly that order exists */
bool I3 = true; /* reported as not executed: none exists, and none appears later */

/* -------------------------------------------------------------------------------------------------------- the exchange */

inline reject(a, why) {
  attempts[a].where = gone;
  attempts[a].reply = why
}

inline accept(a) {
  attempts[a].where = gone;
  attempts[a].order = lagging;
  attempts[a].isResting = true;
  attempts[a].reply = accepted;
  orders++;
  I1 = orders <= 1;
  assert(I1);
  I3 = !saidNo;
  assert(I3)
}

/* a client order id is unique among open orders, and among no others */
#if ATTEMPTS == 2
#define idIsTaken (attempts[0].isResting || attempts[1].isResting)
#define anyOrder (attempts[0].order != noOrder || attempts[1].order != noOrder)
#define anyVisible (attempts[0].order == visible || attempts[1].order == visible)
#define setOf(f) (f(0) | f(1) << 1)
#else
#define idIsTaken (attempts[0].isResting || attempts[1].isResting || attempts[2].isResting)
#define anyOrder (attempts[0].order != noOrder || attempts[1].order != noOrder || attempts[2].order != noOrder)
#define anyVisible (attempts[0].order == visible || attempts[1].order == visible || attempts[2].order == visible)
#define setOf(f) (f(0) | f(1) << 1 | f(2) << 2)
#endif
#define isLagging(a) (attempts[a].order == lagging)
#define isInEngine(a) (attempts[a].where == engine)

/* The line, the exchange and the time, each step of which happens once for an attempt */
active proctype World() {
  byte a;
end:
  do
  :: atomic { faulty -> faulty = false }
#ifdef BREAK_replay
  /* something between us and the exchange sends the bytes of a request a second time */
  :: atomic { !isReplayed && used > 0 && used < ATTEMPTS && attempts[0].where == network ->
       isReplayed = true;
       attempts[ATTEMPTS - 1].where = network;
       attempts[ATTEMPTS - 1].gateOpen = attempts[0].gateOpen }
#endif
#define world(a) \
  /* lost on the way, which also is what becomes of a request that never arrives */ \
  :: atomic { faulty && (attempts[a].where == network || attempts[a].where == broker) -> attempts[a].where = gone } \
  :: atomic { faulty && attempts[a].reply != silence -> attempts[a].reply = silence } \
  /* the check on receipt, behind which it may wait as well; the edge refuses what it likes */ \
  :: atomic { attempts[a].where == network && attempts[a].gateOpen -> attempts[a].where = broker } \
  :: atomic { attempts[a].where == network -> reject(a, refusal) } \
  /* the check before the engine */ \
  :: atomic { attempts[a].where == broker && MAY_ENTER(a) -> attempts[a].where = engine } \
  :: atomic { attempts[a].where == broker && !attempts[a].gateOpen -> reject(a, refusal) } \
  :: atomic { attempts[a].where == engine && idIsTaken -> reject(a, duplicate) } \
  :: atomic { attempts[a].where == engine && !idIsTaken -> accept(a) } \
  :: atomic { attempts[a].where == engine -> reject(a, refusal) } \
  :: atomic { attempts[a].isResting -> attempts[a].isResting = false } \
  :: atomic { attempts[a].order == lagging -> attempts[a].order = visible } \
  /* exchange time passes timestamp + recvWindow, then fenceAt, which is so much later that the engine has let go of it */ \
  :: atomic { attempts[a].gateOpen && HAS_A_FENCE -> attempts[a].gateOpen = false } \
  :: atomic { attempts[a].row != noRow && !attempts[a].fencePassed && !attempts[a].gateOpen && ENGINE_LET_GO(a) -> \
       attempts[a].fencePassed = true }

#ifdef BREAK_gate
#define MAY_ENTER(a) true
#else
#define MAY_ENTER(a) attempts[a].gateOpen
#endif
#ifdef OFF_recvWindow
#define HAS_A_FENCE false
#else
#define HAS_A_FENCE true
#endif
#if defined(BREAK_engineBound) || defined(SLOW_ENGINE)
#define ENGINE_LET_GO(a) true
#else
#define ENGINE_LET_GO(a) attempts[a].where != engine
#endif
  world(0)
  world(1)
#if ATTEMPTS > 2
  world(2)
#endif
  od
}

/* ---------------------------------------------------------------------------------------------------------- the client */

#define me processes[p]
#define mine attempts[me.own]

/* Is the fence of each open attempt that this process knows of past? Whoever wrote the row */
#ifdef OFF_openAttempts
#define isTheirs(a) (me.written >> a & 1) == 0
#else
#define isTheirs(a) false
#endif
#ifdef OFF_fence
#define isShut(a) false
#else
#define isShut(a) (a < me.known && attempts[a].row == open && !attempts[a].fencePassed && !(isTheirs(a)))
#endif
#if ATTEMPTS == 2
#define anyShut (isShut(0) || isShut(1))
#define anyRefused (attempts[0].row == refused || attempts[1].row == refused)
#else
#define anyShut (isShut(0) || isShut(1) || isShut(2))
#define anyRefused (attempts[0].row == refused || attempts[1].row == refused || attempts[2].row == refused)
#endif
#ifdef OFF_havePassed
#define fenceIsOpen (me.hasPassed || !anyShut)
#elif defined(OFF_rejectSpeaksForItself)
#define fenceIsOpen (anyRefused || !anyShut)
#else
#define fenceIsOpen !anyShut
#endif

/* A look finds any accepted order, and is sure to find one only when that is visible */
#ifdef OFF_content
#define canBeFound true
#else
#define canBeFound anyOrder
#endif
#define canBeMissed !anyVisible

/* Exchanges that keep their word answer a ping in any order: the grace alone has to be enough */
#if defined(SLOW_ENGINE) && !defined(OFF_enginePing)
#define engineAnswers ((me.held & setOf(isInEngine)) == 0)
#define rememberHeld me.held = setOf(isInEngine)
#else
#define engineAnswers true
#define rememberHeld skip
#endif

/* T has gone by since the engine answered: whatever was accepted before then is visible */
#ifdef BREAK_visibilityBound
#define visibilityIsOver true
#else
#define visibilityIsOver ((me.unseen & setOf(isLagging)) == 0)
#endif

/* The number of the next attempt, and the outcome "not executed", belong to who has settled all attempts before it */
#ifdef OFF_unique
#define isNext (outcome == undecided)
#else
#define isNext (outcome == undecided && rows == me.known)
#endif
#ifdef OFF_closing
#define mayClose (outcome == undecided)
#else
#define mayClose (outcome == undecided && rows == me.known)
#endif

inline forget() {
  me.known = 0;
  me.own = 0;
  me.held = 0;
  me.unseen = 0;
#ifdef OFF_havePassed
  me.hasPassed = false;
#endif
#ifdef OFF_openAttempts
  me.written = 0;
#endif
}

inline writeRow() {
  attempts[me.own].row = open;
  rows++;
#ifdef OFF_openAttempts
  me.written = me.written | 1 << me.own;
#endif
  me.known = me.own + 1
}

inline send() {
  mine.where = network;
  if
  :: !mine.fencePassed -> mine.gateOpen = true
#ifdef OFF_signerBound
  :: mine.fencePassed -> mine.gateOpen = true
#else
  /* a clock that is behind still meets the bound, with a timestamp whose gate has closed */
  :: mine.fencePassed
#endif
  fi
}

proctype Client(byte p) {
  do
  /* Orders.place with a key: the first to write the intent makes it, everybody else recovers it */
  :: atomic { me.step == starting && !intentRow -> intentRow = true; me.step = deciding }
  :: atomic { me.step == starting && intentRow ->
#ifdef OFF_recovery
       me.step = done
#else
       me.step = loading
#endif
     }
  :: atomic { me.step == loading ->
       if
       :: outcome != undecided -> forget(); me.step = reporting
       :: else -> me.known = rows; me.own = 0; me.step = untilFence
       fi }

  /* positive reads count at any time */
  :: atomic { (me.step == untilFence || me.step == firstRound || me.step == lastRound || me.step == proven) && canBeFound ->
       forget(); outcome = executed; me.step = reporting }

  :: atomic { me.step == untilFence && fenceIsOpen -> rememberHeld; me.step = pingEngine }
  :: atomic { me.step == pingEngine && engineAnswers ->
       me.held = 0;
       me.unseen = setOf(isLagging);
#ifdef OFF_havePassed
       me.hasPassed = true;
#endif
       me.step = firstRound }
  :: atomic { me.step == firstRound && canBeMissed ->
#ifdef OFF_visibility
       me.unseen = 0;
#endif
       me.step = lastRound }
  :: atomic { me.step == lastRound && visibilityIsOver && canBeMissed -> me.unseen = 0; me.step = deciding }

  /* proven not to have executed, as far as it knows: it is sent again, or given up and reported */
#ifdef OFF_rowFirst
  :: atomic { me.step == deciding && isNext && used < ATTEMPTS -> me.own = used; used++; send(); me.step = sent }
  :: atomic { me.step == sent -> writeRow(); me.step = awaiting }
#else
  :: atomic { me.step == deciding && isNext && used < ATTEMPTS -> me.own = used; writeRow(); me.step = signing }
  :: atomic { me.step == signing -> send(); me.step = awaiting }
  :: atomic { me.step == signing -> mine.row = notSent; me.step = deciding }
#endif
  :: atomic { me.step == deciding && mayClose -> forget(); outcome = notExecuted; me.step = reporting }
  /* another process was faster */
  :: atomic { me.step == deciding && !(isNext && mayClose) -> me.step = loading }

  :: atomic { me.step == awaiting && mine.reply == accepted -> forget(); outcome = executed; me.step = reporting }
  /* what refuses this attempt, and may come again, is no doubt; else the views are asked again */
  :: atomic { me.step == awaiting && mine.reply == refusal ->
       mine.row = refused;
       if
       :: me.step = deciding
       :: me.step = loading
       fi }
  :: atomic { me.step == awaiting && mine.reply == duplicate -> mine.row = refused; me.step = proven }
  /* timed out, cut off, or an answer that says nothing */
  :: atomic { me.step == awaiting ->
#ifdef OFF_resend
       me.step = deciding
#else
       me.step = loading
#endif
     }

  :: atomic { me.step == reporting ->
       if
       :: outcome == executed -> I2 = orders == 1; assert(I2)
       :: outcome == notExecuted -> saidNo = true; I3 = orders == 0; assert(I3)
       fi;
       me.step = done }

  /* dies after any step, and comes back; or stays away, when there is another one */
  :: atomic { faulty && crashes > 0 && me.step != done && me.step != dead && me.step != starting ->
       crashes--;
       forget();
       if
       :: me.step = starting
       :: processes[1 - p].step != dead -> me.step = dead
       fi }

  :: me.step == done || me.step == dead -> break
  od
}

init {
  atomic { run Client(0); run Client(1) }
}

#define isOver(p) (processes[p].step == done || processes[p].step == dead)

/* once nothing fails any more, every intent is settled, and everybody who still lives has said so */
ltl I4 { (<> [] !faulty) -> <> ((!intentRow || outcome != undecided) && isOver(0) && isOver(1)) }
