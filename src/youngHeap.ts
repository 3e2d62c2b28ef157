import { setFlagsFromString } from 'node:v8';

/*
 * Loading packages makes a lot of short-lived objects, for which V8 grows its young generation to its full size and keeps
 * the memory: about 20 MB that an idle bot never uses again. So it stays small while the program loads (import this file
 * before that), and may grow under load from then on. Only speed and memory depend on it.
 */
setFlagsFromString('--semi-space-growth-factor=1');

/** The program is loaded: from now on V8 does as it usually does. */
export function letYoungHeapGrow(): void {
	setFlagsFromString('--semi-space-growth-factor=2');
}
