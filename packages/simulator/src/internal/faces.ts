/** The face of each product: all that can be asked of it. */
import type { Product } from "../Product.ts"
import type { Desk } from "./desk.ts"
import type { Endpoints } from "./endpoint.ts"
import * as Futures from "./faces/futures.ts"
import * as Margin from "./faces/margin.ts"
import * as Options from "./faces/options.ts"
import * as Spot from "./faces/spot.ts"
import * as Transfers from "./faces/transfers.ts"
import type { Movements } from "./movements.ts"

interface Staff {
  readonly desk: Desk
  readonly movements: Movements
}

export const faces: Readonly<Record<Product, (staff: Staff) => Endpoints>> = {
  spot: ({ desk }) => Spot.make(desk),
  margin: (staff) => ({ ...Margin.make(staff.desk), ...Transfers.margin(staff) }),
  usdm: (staff) => ({
    ...Futures.makeUsdm(staff.desk),
    ...Transfers.positionMargin(staff, "/fapi/v1", "usdm")
  }),
  coinm: (staff) => ({
    ...Futures.makeCoinm(staff.desk),
    ...Transfers.positionMargin(staff, "/dapi/v1", "coinm")
  }),
  options: ({ desk }) => Options.make(desk),
  pm: (staff) => ({
    ...Futures.portfolioMargin(staff.desk),
    ...Margin.portfolioMargin(staff.desk),
    ...Transfers.portfolio(staff)
  })
}
