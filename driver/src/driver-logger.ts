/** Where a driver logs: a constant lower-case message, facts in fields, no secrets. */
export interface DriverLogger {
  trace(fields: object, message: string): void;
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
