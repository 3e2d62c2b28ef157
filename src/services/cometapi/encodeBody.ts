import { endingOf } from '../../lib/contentTypes.js';
import type { CallBody } from '../../providers/contract/provider.js';

/** What a form must do; the client brings its own. */
interface Form {
	append(name: string, value: string): void;
	append(name: string, value: Blob, fileName: string): void;
}

/** A described body as it is sent. @param blankForm makes an empty form of the client's kind */
export function encodeBody<F extends Form>(body: CallBody | undefined, blankForm: () => F): string | F | null {
	if (body === undefined) return null;
	if (body.kind === 'json') return JSON.stringify(body.value);

	const form = blankForm();
	for (const [name, value] of body.fields) form.append(name, value);
	for (const [name, { bytes, contentType, role }] of body.files) {
		form.append(name, new Blob([new Uint8Array(bytes)], { type: contentType }), `${role}.${endingOf(contentType)}`);
	}
	return form;
}
