/**
 * How long anything is waited for that happens in real time, ms: not how long it may take, but when it will not happen any
 * more, on a machine that has four times as much to do as it can. `PATIENCE_MS` shortens it where a test is meant to fail.
 */
export const patienceMs = Number(process.env['PATIENCE_MS'] ?? 90_000);
