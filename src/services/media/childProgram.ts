import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';

/** What a program needs to be found and to find its libraries. Windows adds what it needs to start one. */
const neededNames = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'];

/**
 * Starts another program. It reads what strangers made, so it gets none of this process's environment, which holds the
 * tokens and keys, but what it needs to run.
 */
export function startProgram(
	command: string,
	args: readonly string[],
	options: Omit<SpawnOptions, 'env' | 'shell'>,
): ChildProcess {
	const env = Object.fromEntries(
		neededNames.flatMap((name) => {
			const value = process.env[name];
			return value === undefined ? [] : [[name, value]];
		}),
	);
	return spawn(command, args, { ...options, env });
}
