/** More than these are not named. */
const mostFields = 10;

/** Nothing that we send lies deeper. */
const deepest = 20;

/** A code of Discord's form errors, as `BASE_TYPE_REQUIRED`. */
const codePattern = /^\w{1,60}$/u;

/** A field's name or an entry's place; a command's option has a name that its author chose, which is no secret. */
const keyPattern = /^[\w-]{1,40}$/u;

/**
 * What Discord finds wrong with which field of a request (error 50035), as `components[0].label BASE_TYPE_REQUIRED`. Of its
 * answer only names and codes are taken: the sentences may repeat what a member wrote.
 * @param answer Discord's JSON answer, of which nothing is believed
 */
export function wrongFields(answer: unknown): string[] {
	const found: string[] = [];
	const visit = (value: unknown, path: string, depth: number): void => {
		if (typeof value !== 'object' || value === null || found.length >= mostFields || depth > deepest) return;
		const { _errors: errors, ...below } = value as Record<string, unknown>;
		if (Array.isArray(errors)) found.push(...errors.map((error) => `${path || 'the whole'} ${codeOf(error)}`));
		for (const [key, member] of Object.entries(below)) {
			const name = /^\d+$/u.test(key) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
			if (keyPattern.test(key)) visit(member, name, depth + 1);
		}
	};
	if (typeof answer === 'object' && answer !== null && 'errors' in answer) visit(answer.errors, '', 0);
	return found.slice(0, mostFields);
}

function codeOf(error: unknown): string {
	const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
	return typeof code === 'string' && codePattern.test(code) ? code : 'wrong';
}
