/** The client order id of one of several orders of an intent. */
export const partId = (clientOrderId: string, index: number): string => `${clientOrderId}-${index}`
