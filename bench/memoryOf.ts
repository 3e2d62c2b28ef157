import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Whether this system tells how much memory another process has held at most. */
export const tellsPeaks = existsSync('/proc/self/clear_refs');

/** Memory of a process in RAM, in bytes. */
export const residentBytes = (pid: number): number => field(pid, 'VmRSS');

/** The most memory that a process has held since `forgetPeak`, or since it began, in bytes. */
export const peakBytes = (pid: number): number => field(pid, 'VmHWM');

/** The peak is counted from now on. */
export function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function field(pid: number, name: string): number {
	const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
	return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(status)?.[1] ?? Number.NaN) * 1024;
}
