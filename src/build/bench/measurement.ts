// What one run of one way of loading was: how long, and whose processor time.

export interface Measurement {
  readonly way: string;
  readonly round: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly gigabytes: number;
  /** Of the client; 0 where there is none. */
  readonly cpuSeconds: number;
  readonly serverCpuSeconds: number;
  readonly rssMb: number;
  /** Share of the machine's time that neither server nor client nor the benchmark took. */
  readonly othersShare: number;
  /** As the server's log has it, where it was asked. */
  readonly copying?: Copying;
}

/** The part of a load in which rows move. */
export interface Copying {
  /** From the first COPY to the end of the last statement, ANALYZE left out. */
  readonly seconds: number;
  /** What ANALYZE took, and its processor time. */
  readonly analyseSeconds: number;
  readonly analyseCpuSeconds: number;
}

/** Above this share of the machine's time spent by others a run is marked, in the log and in the table. */
export const OTHERS_MAX = 0.15;
