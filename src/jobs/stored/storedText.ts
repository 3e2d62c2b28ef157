interface Stored<V> {
	value?: V;
	expires?: number | undefined;
}

/** How records are written, whatever database keeps them. */
export const serialize = (data: Stored<unknown>): string => JSON.stringify({ value: data.value });

/** A damaged row becomes a value that no schema accepts, so that the reader of that one key hears of it. */
export function deserialize(text: string): { value: never; expires: undefined } {
	try {
		return { value: (JSON.parse(text) as { value: never }).value, expires: undefined };
	} catch {
		return { value: Symbol.for('damaged') as never, expires: undefined };
	}
}
