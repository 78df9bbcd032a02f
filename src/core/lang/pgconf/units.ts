// Amounts as the server reads them: a number with or without a unit, and what stands for on and off.

/** The unit of a number that is written without one, by setting. */
const BASE_UNITS: Readonly<Record<string, string>> = {
  max_wal_size: "MB",
  min_wal_size: "MB",
  max_slot_wal_keep_size: "MB",
  maintenance_work_mem: "kB",
  checkpoint_timeout: "s",
};

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
  TB: 2 ** 40,
};

const SECONDS: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3_600,
  d: 86_400,
};

/** Undefined for what the server would refuse, and for settings that are no size. */
export const bytesOf = (name: string, value: string): number | undefined =>
  amountOf(name, value, BYTES);

export const secondsOf = (name: string, value: string): number | undefined =>
  amountOf(name, value, SECONDS);

/** Units are told apart by case, as the server does. */
function amountOf(
  name: string,
  value: string,
  units: Readonly<Record<string, number>>,
): number | undefined {
  const match = /^\s*([-+]?\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/u.exec(value);
  if (match === null) return undefined;
  const [, number = "", written = ""] = match;
  const unit = written === "" ? BASE_UNITS[name] : written;
  if (unit === undefined || !Object.hasOwn(units, unit)) return undefined;
  return Number(number) * (units[unit] ?? 1);
}

const ON = ["on", "true", "yes", "1", "t", "y"];
const OFF = ["off", "false", "no", "0", "f", "n"];

export const isOn = (value: string): boolean => ON.includes(value.trim().toLowerCase());
export const isOff = (value: string): boolean => OFF.includes(value.trim().toLowerCase());
