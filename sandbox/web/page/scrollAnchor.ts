const nearPx = 80;

/** Keeps the newest message in sight while somebody reads there, and leaves alone who has scrolled up. */
export class ScrollAnchor {
	readonly #onReading: (earlier: boolean) => void;
	#sticks = true;
	#place = '';
	#top = 0;
	/** Pictures and videos get their height late, and a keyboard or a window takes some away. */
	readonly #sizes = new ResizeObserver(() => this.#settle());
	#list: HTMLElement | null = null;

	/** @param onReading told when somebody begins to read further up, and when they are back at the end */
	constructor(onReading: (earlier: boolean) => void) {
		this.#onReading = onReading;
	}

	/** After drawing; another channel is shown from its end. */
	after(placeId: string): void {
		this.#list ??= this.#begin();
		if (placeId !== this.#place) this.toEnd();
		this.#place = placeId;
		for (const child of this.#list?.children ?? []) this.#sizes.observe(child);
		this.#settle();
	}

	/** Goes to the newest message and stays there. */
	toEnd(): void {
		this.#stick(true);
		this.#settle();
	}

	/**
	 * Only somebody who moves up reads there: the end runs away from a reader who did nothing, as pictures get their height, and
	 * the event of our own jump may come after that.
	 */
	#begin(): HTMLElement | null {
		const list = document.querySelector<HTMLElement>('#messages');
		list?.addEventListener('scroll', () => {
			const movedUp = list.scrollTop < this.#top - 2;
			this.#top = list.scrollTop;
			if (list.scrollHeight - list.scrollTop - list.clientHeight < nearPx) this.#stick(true);
			else if (movedUp) this.#stick(false);
		});
		if (list) this.#sizes.observe(list);
		return list;
	}

	#stick(sticks: boolean): void {
		if (sticks === this.#sticks) return;
		this.#sticks = sticks;
		this.#onReading(!sticks);
	}

	#settle(): void {
		if (!this.#list || !this.#sticks) return;
		this.#list.scrollTop = this.#list.scrollHeight;
		this.#top = this.#list.scrollTop;
	}
}
