/** What HTTP servers say in earnest; every other number shares one label with its class. */
const common: ReadonlySet<number> = new Set([
	...[200, 201, 202, 204, 301, 302, 304, 400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 415, 422, 425, 429],
	...[500, 501, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 529, 530],
]);

/** The `status` label of an answer: bounded, whatever the other side may send. 0: there was no answer. */
export function statusLabel(status: number): string {
	if (common.has(status)) return String(status);
	const hundreds = Math.floor(status / 100);
	return hundreds >= 1 && hundreds <= 5 ? `${hundreds}xx` : 'none';
}
