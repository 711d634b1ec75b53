/** Every code of options, for every kind of call, under the statuses that change its meaning. */
import { optionsCodes } from "effect-binance/products/OptionsCodes"
import { optionsRules } from "effect-binance/products/OptionsRules"
import { everyCodeOf } from "./futuresChecks.ts"

everyCodeOf("o", optionsRules, optionsCodes, 122)
