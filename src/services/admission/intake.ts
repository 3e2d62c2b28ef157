/** Whether new jobs are taken. Closed by the operator before a stop, so that the process runs empty; a restart opens it. */
export class Intake {
	#closed = false;

	get isClosed(): boolean {
		return this.#closed;
	}

	close(): void {
		this.#closed = true;
	}

	reopen(): void {
		this.#closed = false;
	}
}
