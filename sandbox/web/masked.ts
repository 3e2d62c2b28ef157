const secretName = /token$|secret|password|authorization|api_?key/i;

/** A value with every text under a secret's name replaced, so that it may be shown on a screen. */
export function masked(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(masked);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [
			name,
			typeof inner === 'string' && secretName.test(name) ? '•••••' : masked(inner),
		]),
	);
}
