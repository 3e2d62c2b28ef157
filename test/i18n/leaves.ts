/** A text of a catalogue, or the function that makes it, with the path that leads to it. */
export type Leaf = { readonly path: string; readonly value: unknown };

/** Every leaf of a catalogue, in order. */
export function leaves(tree: unknown, path = ''): Leaf[] {
	if (typeof tree !== 'object' || tree === null) return [{ path, value: tree }];
	return Object.entries(tree).flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
}

/** A value that passes for a text, a number and a list, so that any key can be read without knowing what it takes. */
const anything = (name: string): unknown => ({
	length: 1,
	[Symbol.toPrimitive]: (hint: string) => (hint === 'string' ? `⟦${name}⟧` : 3),
	*[Symbol.iterator]() {
		yield `⟦${name}⟧`;
	},
});

/** The text of a leaf, and the names of the values that it asked for. */
export function read({ path, value }: Leaf): { text: string; names: string[] } {
	if (typeof value === 'string') return { text: value, names: [] };
	if (typeof value !== 'function') throw new Error(`${path} is neither a text nor a function`);

	const names = new Set<string>();
	const values = new Proxy(
		{},
		{
			get(_, name) {
				names.add(String(name));
				return anything(String(name));
			},
		},
	);
	return { text: String((value as (of: object) => unknown)(values)), names: [...names].sort() };
}
