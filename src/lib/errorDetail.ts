/** Something thrown, in a few technical words: the system's code if it has one, and the message. Never a stack. */
export function errorDetail(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { code } = error as { code?: unknown };
	const message = error.message.split('\n', 1)[0]?.slice(0, 200) ?? '';
	if (typeof code !== 'string' || message.includes(code)) return message === '' ? error.name : message;
	return message === '' ? code : `${code}: ${message}`;
}
