/*
 * One intent, placed, settled and sent again by processes that share a journal, on an exchange that holds back, loses and hides.
 *
 * There is no clock in here. Time is what it has made true: whose gate has closed, whose fence has passed, which orders every view
 * shows. README.md says why that is enough, which rule is which module, and what is left out.
 *
 * ATTEMPTS 2|3, PROCESSES 2|3, CRASHES 0..3   the bounds
 * CALMS_DOWN   faults stop some time; for I4
 * SLOW_ENGINE  the engine exceeds its bound G, but answers in the order in which it was asked
 * FOREIGN_NAMES  somebody cancels orders, which renames them: ours, and one of the same content that is another intent's
 * OFF_rule     switches a rule off
 * BREAK_word   the exchange or the line breaks its word
 * ONLY 1|2|3|4 looks at one invariant
 */
#ifndef ATTEMPTS
#define ATTEMPTS 2
#endif
#ifndef PROCESSES
#define PROCESSES 2
#endif
#ifndef CRASHES
#define CRASHES 1
#endif

mtype:where = { unsent, network, broker, engine, gone }
mtype:order = { noOrder, lagging, visible }
mtype:reply = { silence, accepted, refusal, duplicate }
mtype:row = { noRow, open, refused, notSent }
mtype:outcome = { undecided, executed, notExecuted }
mtype:step = {
  starting, loading, untilFence, pingEngine, firstRound, lastRound, deciding, signing, unwritten, awaiting, proven, reporting,
  done, dead
}

typedef Attempt {
  /* the request, and what became of it */
  mtype:where where = unsent;
  bool gateOpen;    /* exchange time <= timestamp + recvWindow */
  bool isAwaited;   /* a process still holds the socket */
  mtype:reply reply = silence;
  mtype:order order = noOrder;
#ifdef FOREIGN_NAMES
  bool isRenamed;
#endif
  /* its row in the journal */
  mtype:row row = noRow;
  bool fencePassed; /* exchange time >= fenceAt */
}
Attempt attempts[ATTEMPTS];

/* the rest of the journal; what is written is flushed */
bool intentRow;
unsigned rows : 3;
mtype:outcome outcome = undecided;

#ifdef FOREIGN_NAMES
mtype:stranger = { nobody, unexplained, claimed }
mtype:stranger stranger = nobody;
#endif

/* what a process knows, and loses in a crash */
typedef Process {
  mtype:step step = starting;
  unsigned known : 3;  /* it knows of the attempts before this one */
  unsigned own : 3;    /* the attempt it has in hand */
  unsigned held : 4;   /* what was in the engine before its ping */
  unsigned unseen : 4; /* what was accepted and not yet visible when T began */
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

/* what the invariants are about; each stays true until it is broken, so they add no state */
unsigned orders : 2;
bool saidNo;
bool I1 = true; /* at most one order is accepted */
bool I2 = true; /* success is reported: exactly that order exists */
bool I3 = true; /* it is reported as not executed: no order exists, and none appears later */

#ifndef ONLY
#define ONLY 0
#endif
#if ONLY == 0 || ONLY == 1
#define check1 assert(I1)
#else
#define check1 skip
#endif
#if ONLY == 0 || ONLY == 2
#define check2 assert(I2)
#else
#define check2 skip
#endif
#if ONLY == 0 || ONLY == 3
#define check3 assert(I3)
#else
#define check3 skip
#endif

#if ATTEMPTS == 2
#define anyOf(f) (f(0) || f(1))
#define setOf(f) (f(0) | f(1) << 1)
#else
#define anyOf(f) (f(0) || f(1) || f(2))
#define setOf(f) (f(0) | f(1) << 1 | f(2) << 2)
#endif
#define isOrder(a) (attempts[a].order != noOrder)
#define isLagging(a) (attempts[a].order == lagging)
#define isVisible(a) (attempts[a].order == visible)
#define isInEngine(a) (attempts[a].where == engine)
#ifdef FOREIGN_NAMES
#define isRenamed(a) attempts[a].isRenamed
#define isStranger (stranger != nobody)
#define isUnexplained (stranger == unexplained)
#else
#define isRenamed(a) false
#define isStranger false
#define isUnexplained false
#endif

/* -------------------------------------------------------------------------------------- the line, the exchange and the time */

inline endOf(a, word) {
  attempts[a].where = gone;
  attempts[a].gateOpen = false;
  if
  :: attempts[a].isAwaited -> attempts[a].reply = word
  :: else
  fi
}

inline refuseAsDuplicate(a) {
  attempts[a].where = gone; /* never */
  attempts[a].gateOpen = false; /* never */
  attempts[a].reply = duplicate /* never */
}

inline accept(a) {
  endOf(a, accepted);
  attempts[a].order = lagging;
  orders++;
  I1 = orders <= 1;
  I3 = I3 && !saidNo;
  check1;
  check3
}

#ifdef BREAK_gate
#define mayEnter(a) true
#else
#define mayEnter(a) attempts[a].gateOpen
#endif
#ifdef BREAK_fenceless
#define hasFence false
#else
#define hasFence true
#endif
#if defined(BREAK_engineBound) || defined(SLOW_ENGINE)
#define engineLetGo(a) true
#else
#define engineLetGo(a) (attempts[a].where != engine)
#endif

/* each of these happens at most once for an attempt, so that a fair World does all that it can */
#define world(a) \
  :: atomic { faulty && (attempts[a].where == network || attempts[a].where == broker) -> \
       printf("attempt %d is lost on the way\n", a + 1); endOf(a, silence) } \
  :: atomic { faulty && attempts[a].reply != silence -> \
       printf("the reply to attempt %d is lost\n", a + 1); attempts[a].reply = silence } \
  /* the gate on receipt, behind which a request may wait as well; the edge refuses what it likes, at any time */ \
  :: atomic { attempts[a].where == network && attempts[a].gateOpen -> \
       printf("attempt %d passes the gate\n", a + 1); attempts[a].where = broker } \
  :: atomic { attempts[a].where == network -> printf("the edge refuses attempt %d\n", a + 1); endOf(a, refusal) } \
  /* the gate before the engine */ \
  :: atomic { attempts[a].where == broker && mayEnter(a) -> \
       printf("attempt %d enters the engine\n", a + 1); attempts[a].where = engine } \
  :: atomic { attempts[a].where == broker && !attempts[a].gateOpen -> \
       printf("attempt %d comes too late for the engine\n", a + 1); endOf(a, refusal) } \
  :: atomic { attempts[a].where == engine -> printf("the engine refuses attempt %d\n", a + 1); endOf(a, refusal) } \
  /* a client order id is unique among open orders only, and an earlier order may have been filled by now */ \
  :: atomic { attempts[a].where == engine && anyOf(isOrder) -> \
       printf("attempt %d is refused as a duplicate\n", a + 1); refuseAsDuplicate(a) } \
  :: atomic { attempts[a].where == engine -> printf("attempt %d is ACCEPTED\n", a + 1); accept(a) } \
  :: atomic { attempts[a].order == lagging -> \
       printf("every view shows the order of attempt %d\n", a + 1); attempts[a].order = visible } \
  :: atomic { attempts[a].gateOpen && hasFence -> \
       printf("time: the gate closes for attempt %d\n", a + 1); attempts[a].gateOpen = false } \
  /* so much later than the gate closes that the engine has let go of it */ \
  :: atomic { attempts[a].row == open && !attempts[a].fencePassed && !attempts[a].gateOpen && hasFence && engineLetGo(a) -> \
       printf("time: the fence of attempt %d passes\n", a + 1); attempts[a].fencePassed = true }

active proctype World() {
end:
  do
#ifdef CALMS_DOWN
  :: atomic { faulty -> faulty = false }
#endif
#ifdef BREAK_replay
  :: atomic { !isReplayed && used == 1 && attempts[0].where == network ->
       printf("somebody on the way sends attempt 1 again, as %d\n", ATTEMPTS);
       isReplayed = true;
       attempts[ATTEMPTS - 1].where = network;
       attempts[ATTEMPTS - 1].gateOpen = attempts[0].gateOpen }
#endif
#ifdef FOREIGN_NAMES
#define renames(a) \
  :: atomic { attempts[a].order != noOrder && !attempts[a].isRenamed -> \
       printf("somebody cancels the order of attempt %d, which takes the name of the cancel\n", a + 1); \
       attempts[a].isRenamed = true }
  renames(0)
  renames(1)
#if ATTEMPTS > 2
  renames(2)
#endif
  :: atomic { stranger == nobody ->
       printf("an order of the same content and another name is there\n");
       stranger = unexplained }
#ifndef OFF_claims
  :: atomic { stranger == unexplained ->
       printf("another intent claims the order of the same content\n");
       stranger = claimed }
#endif
#endif
  world(0)
  world(1)
#if ATTEMPTS > 2
  world(2)
#endif
  od
}

/* ---------------------------------------------------------------------------------------------------------------- the client */

#define me processes[p]
#define mine attempts[me.own]

#ifdef OFF_openAttempts
#define counts(a) (me.written >> a & 1)
#else
#define counts(a) true
#endif
#ifdef OFF_fence
#define holdsShut(a) false
#else
#define holdsShut(a) (a < me.known && attempts[a].row == open && !attempts[a].fencePassed && counts(a))
#endif
#define isRefused(a) (a < me.known && attempts[a].row == refused)
#if defined(OFF_havePassed)
#define fenceIsOpen (me.hasPassed || !anyOf(holdsShut))
#elif defined(OFF_rejectSpeaksForItself)
#define fenceIsOpen (anyOf(isRefused) || !anyOf(holdsShut))
#else
#define fenceIsOpen !anyOf(holdsShut)
#endif

/*
 * A look may show any order that was accepted, and has to show one that is visible. Nobody says whether the old name still finds a
 * renamed one; among others it can be seen, and then forbids a "no", like any that could be it and is not known to be another's.
 */
#ifdef OFF_content
#define canBeFound (anyOf(isOrder) || isStranger)
#else
#define canBeFound anyOf(isOrder)
#endif
#define isPlain(a) (isVisible(a) && !isRenamed(a))
#define isForeign(a) (isVisible(a) && isRenamed(a))
#ifdef OFF_unexplained
#define canBeMissed !anyOf(isPlain)
#else
#define canBeMissed (!anyOf(isVisible) && !isUnexplained)
#endif

/* an exchange within its bounds may answer the ping in any order, so that the grace alone has to be enough */
#if defined(SLOW_ENGINE) && !defined(OFF_enginePing)
#define heldNow setOf(isInEngine)
#else
#define heldNow 0
#endif
#define engineAnswers ((me.held & setOf(isInEngine)) == 0)

/* T is over: whatever was accepted before it began is visible */
#ifdef BREAK_visibilityBound
#define visibilityIsOver true
#else
#define visibilityIsOver ((me.unseen & setOf(isLagging)) == 0)
#endif

/* what is written next, an attempt or "not executed", is not taken for who has settled all attempts that there are */
#define isNotTaken (outcome != notExecuted && rows == me.known)
#ifdef OFF_unique
#define maySign (outcome != notExecuted)
#elif defined(OFF_signChecksOutcome)
#define maySign (rows == me.known)
#else
#define maySign isNotTaken
#endif
#ifdef OFF_concludeCounts
#define mayConclude (outcome != notExecuted)
#else
#define mayConclude isNotTaken
#endif

inline forget() {
  me.known = 0;
  me.own = 0;
  me.held = 0;
  me.unseen = 0
}

/* what is in the journal is as good as reported */
inline concludeExecuted() {
  forget();
  outcome = executed;
  I2 = I2 && orders == 1;
  check2;
  me.step = reporting
}

inline concludeNotExecuted() {
  forget();
  outcome = notExecuted;
  saidNo = true;
  I3 = I3 && orders == 0;
  check3;
  me.step = reporting
}

inline writeRow() {
  attempts[me.own].row = open;
  rows++;
#ifdef OFF_openAttempts
  me.written = me.written | 1 << me.own;
#endif
  me.known = me.own + 1;
  printf("process %d writes the row of attempt %d\n", p, me.own + 1)
}

inline endRow(state) {
  mine.row = state;
  mine.fencePassed = false
}

inline send() {
  mine.where = network;
  mine.isAwaited = true;
  if
  :: !mine.fencePassed -> mine.gateOpen = true
#ifdef OFF_signerBound
  :: mine.fencePassed -> mine.gateOpen = true
#else
  /* by a clock that is behind the bound is met, with a timestamp whose gate has closed */
  :: mine.fencePassed
#endif
  fi;
  printf("process %d signs and sends attempt %d\n", p, me.own + 1)
}

inline hangUp() {
  mine.isAwaited = false;
  mine.reply = silence
}

proctype Client(byte p) {
  do
  /* placing under a key: one writes the intent, and everybody else recovers it. It is process 0, the others are alike */
  :: atomic { me.step == starting && !intentRow && p == 0 ->
       printf("process %d writes the intent\n", p);
       intentRow = true;
       me.step = deciding }
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
       :: else -> forget(); me.known = rows; me.step = untilFence
       fi;
       printf("process %d reads the journal\n", p) }

  /* a positive read counts at any time */
  :: atomic { canBeFound &&
       (me.step == untilFence || me.step == firstRound || me.step == lastRound || me.step == proven) ->
       printf("process %d FINDS the order\n", p);
       concludeExecuted() }

  :: atomic { me.step == untilFence && fenceIsOpen ->
       printf("process %d sees the fence open, and pings the engine\n", p);
       me.held = heldNow;
#ifdef OFF_passed
       me.unseen = setOf(isLagging);
#endif
       me.step = pingEngine }
  :: atomic { me.step == pingEngine && engineAnswers ->
       printf("process %d has the engine's answer: T begins\n", p);
       me.held = 0;
#ifndef OFF_passed
       me.unseen = setOf(isLagging);
#endif
#ifdef OFF_havePassed
       me.hasPassed = true;
#endif
#ifdef OFF_firstRound
       me.step = lastRound
#else
       me.step = firstRound
#endif
     }
#ifdef FOREIGN_NAMES
  /* what nobody can tell stays in doubt */
  :: atomic { (me.step == firstRound || me.step == lastRound) && anyOf(isForeign) ->
       printf("process %d leaves it in doubt\n", p);
       forget();
       me.step = done }
#endif
#ifndef OFF_firstRound
  :: atomic { me.step == firstRound && canBeMissed ->
       printf("process %d sees nothing in the first round\n", p);
#ifdef OFF_visibility
       me.unseen = 0;
#endif
       me.step = lastRound }
#endif
  :: atomic { me.step == lastRound && visibilityIsOver && canBeMissed ->
       printf("process %d sees nothing in the last round\n", p);
       me.unseen = 0;
       me.step = deciding }

  /* as far as it knows nothing executed: the intent is sent again, or given up */
#ifdef OFF_rowFirst
  :: atomic { me.step == deciding && maySign && used < ATTEMPTS -> me.own = used; used++; send(); me.step = unwritten }
  :: atomic { me.step == unwritten -> writeRow(); me.step = awaiting }
#else
  :: atomic { me.step == deciding && maySign && used < ATTEMPTS ->
       me.own = used;
#ifdef BREAK_replay
       used++;
#endif
       writeRow();
       me.step = signing }
  :: atomic { me.step == signing -> send(); me.step = awaiting }
  :: atomic { me.step == signing ->
       printf("process %d abandons attempt %d unsent\n", p, me.own + 1);
       endRow(notSent);
       me.step = deciding }
#endif
  :: atomic { me.step == deciding && mayConclude ->
       printf("process %d concludes NOT EXECUTED\n", p);
       concludeNotExecuted() }
  :: atomic { me.step == deciding && !(maySign && mayConclude) ->
       printf("process %d is told that it is taken\n", p);
       me.step = loading }

  :: atomic { me.step == awaiting && mine.reply == accepted ->
       printf("process %d has its order\n", p);
       hangUp();
       concludeExecuted() }
  /* what can succeed later is sent again, for all attempts before it are settled; else the views are asked again */
  :: atomic { me.step == awaiting && mine.reply == refusal ->
       printf("process %d has attempt %d refused\n", p, me.own + 1);
       hangUp();
       endRow(refused);
       if
       :: me.step = deciding
       :: me.step = loading
       fi }
  /* the proof of an earlier order, of which only a look says more; the rules see to it that there is none */
  :: atomic { me.step == awaiting && mine.reply == duplicate ->
       mine.isAwaited = false; /* never */
       mine.row = refused; /* never */
       mine.fencePassed = false; /* never */
       me.step = proven; /* never */
       mine.reply = silence /* never */
     }
  /* timed out, cut off, or an answer that says nothing */
  :: atomic { me.step == awaiting ->
       printf("process %d does not know what became of attempt %d\n", p, me.own + 1);
       hangUp();
#ifdef OFF_resend
       me.step = deciding
#else
       me.step = loading
#endif
     }

  :: atomic { me.step == reporting -> printf("process %d reports %e\n", p, outcome); me.step = done }

  /* after any step; and it comes back, or stays away when somebody else is there */
  :: atomic { faulty && crashes > 0 && me.step != starting && me.step != done && me.step != dead ->
       crashes--;
       if
       :: me.step == awaiting || me.step == unwritten -> hangUp()
       :: else
       fi;
       forget();
#ifdef OFF_havePassed
       me.hasPassed = false;
#endif
#ifdef OFF_openAttempts
       me.written = 0;
#endif
       if
       :: me.step = starting
       :: CRASHES < PROCESSES -> me.step = dead
       fi;
       printf("process %d DIES\n", p) }

  :: me.step == done || me.step == dead -> break
  od
}

init {
  atomic {
    run Client(0);
    run Client(1)
#if PROCESSES > 2
    ;
    run Client(2)
#endif
  }
}

#define isOver(p) (processes[p].step == done || processes[p].step == dead)
#if PROCESSES > 2
#define areOver (isOver(0) && isOver(1) && isOver(2))
#else
#define areOver (isOver(0) && isOver(1))
#endif

/* once nothing fails any more, the intent is settled, and every process that still lives has said so; unless nobody can tell */
ltl I4 { (<> [] !faulty && [] !anyOf(isRenamed)) -> <> (outcome != undecided && areOver) }
