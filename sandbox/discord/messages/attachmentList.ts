import { refusals } from '../protocol/apiError.js';
import type { StoredFile } from './cdn.js';
import { contentTypeOf, safeName } from '../protocol/fileName.js';
import { formError } from '../protocol/formError.js';
import type { AttachmentRequest, Draft } from '../protocol/messageForm.js';
import { pictureSize } from './pictureSize.js';
import type { Snowflakes } from '../protocol/snowflakes.js';

const mostAttachments = 10;

export interface AttachmentRules {
	/** Bytes one file may have. */
	readonly uploadLimit: number;
	/** Bytes all files of the request may have. */
	readonly maxRequestBytes: number;
	readonly folder: string;
	readonly snowflakes: Snowflakes;
}

/**
 * The attachments a message has after this draft. The list names everything that shall remain, kept ids and numbers of new
 * files; what it leaves out goes. No list leaves the old ones and adds every new file.
 * @throws ApiError 40005, 30015, 50035
 */
export function nextAttachments(draft: Draft, previous: readonly StoredFile[], rules: AttachmentRules): StoredFile[] {
	checkSizes(draft, rules);
	const listed = draft.body.attachments;
	const requests: readonly AttachmentRequest[] = listed ?? [
		...previous.map(({ id }) => ({ id })),
		...[...draft.files.keys()].map((id) => ({ id })),
	];
	checkFilesAreListed(draft, requests);
	const next = requests.map((request, index) => resolve(request, index, { draft, previous, rules }));
	if (next.length > mostAttachments) {
		throw refusals.tooManyAttachments();
	}

	return next;
}

function checkSizes({ files }: Draft, { uploadLimit, maxRequestBytes }: AttachmentRules): void {
	const sizes = [...files.values()].map(({ bytes }) => bytes.length);
	const sum = sizes.reduce((total, size) => total + size, 0);
	if (sizes.some((size) => size > uploadLimit) || sum > maxRequestBytes) {
		throw refusals.tooLarge();
	}
}

/** A file that no entry names would silently be lost. */
function checkFilesAreListed({ files }: Draft, requests: readonly AttachmentRequest[]): void {
	for (const number of files.keys()) {
		if (!requests.some(({ id }) => id === number)) {
			throw formError({
				path: ['attachments'],
				code: 'ATTACHMENT_NOT_LISTED',
				message: `files[${number}] is not named in attachments`,
			});
		}
	}
}

function resolve(
	request: AttachmentRequest | { id: string },
	index: number,
	at: { draft: Draft; previous: readonly StoredFile[]; rules: AttachmentRules },
): StoredFile {
	const asked: Partial<AttachmentRequest> = request;
	const kept = at.previous.find(({ id }) => id === request.id);
	if (kept) {
		return {
			...kept,
			...(typeof asked.description !== 'string' ? {} : { description: asked.description }),
			spoiler: asked.is_spoiler ?? kept.spoiler,
		};
	}
	const file = at.draft.files.get(request.id);
	if (!file) {
		throw formError({
			path: ['attachments', index, 'id'],
			code: 'ATTACHMENT_NOT_FOUND',
			message: `Neither an attachment of this message nor files[${request.id}]`,
		});
	}
	const name = asked.filename ?? file.filename;
	const { filename, title } = safeName(name);
	const contentType = contentTypeOf(filename) ?? file.contentType;

	return {
		id: at.rules.snowflakes.next(),
		folder: at.rules.folder,
		ephemeral: false,
		filename,
		...((asked.title ?? title) ? { title: asked.title ?? title ?? '' } : {}),
		bytes: file.bytes,
		contentType,
		...pictureSize(file.bytes),
		...(asked.description ? { description: asked.description } : {}),
		spoiler: asked.is_spoiler ?? filename.startsWith('SPOILER_'),
	};
}
