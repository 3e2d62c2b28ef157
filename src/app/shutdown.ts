/** What must be told before the process may end. */
interface Program {
	stop(): Promise<void>;
	/** Says in the log why the process must end. */
	report(error: unknown): void;
}

/**
 * How this process ends: in order when it is told to, at once when it is told twice. It hears signals from the moment it is
 * made, so make it before the program is loaded: that takes longer than an impatient supervisor waits.
 */
export class Shutdown {
	#program: Program | undefined;
	#begun = false;

	constructor() {
		process.on('SIGTERM', () => this.begin(0));
		process.on('SIGINT', () => this.begin(0));
		// A surprise that no part of the program has caught: end in order, and let the supervisor begin anew.
		process.on('uncaughtException', (error) => {
			if (this.#program === undefined) console.error(error);
			this.#program?.report(error);
			this.begin(1);
		});
	}

	/** From now on there is something to stop. */
	of(program: Program): void {
		this.#program = program;
	}

	/** Ends the process with this status, after everything is parked. @param why for the operator, on standard error */
	begin(status: number, why?: Error): void {
		// Whoever signals twice does not want to wait.
		if (this.#begun) process.exit(1);
		this.#begun = true;
		if (why !== undefined) console.error(why.message);
		const stopped = this.#program?.stop() ?? Promise.resolve();
		stopped.then(
			() => process.exit(status),
			(error: unknown) => {
				console.error(error);
				process.exit(1);
			},
		);
	}
}
