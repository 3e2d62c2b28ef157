import type { Exchange, FormFile } from '../../../http/exchange.js';
import { Fields } from '../../task/fields.js';
import { checkPicture } from '../../task/picture.js';
import { decodeBase64 } from '../../task/pictureReference.js';
import { badRequest, modelNotFound, Refusal } from '../../task/refusal.js';
import type { UnifiedModel } from './unifiedModels.js';
import { unifiedModels } from './unifiedModels.js';

/** A create of the unified route that has passed every check. */
interface UnifiedCreate {
	readonly model: string;
	readonly entry: UnifiedModel;
	readonly seconds: string;
	readonly size: string;
}

const scalars = ['prompt', 'model', 'seconds', 'size'];
const maxPromptLength = 32_000;

/** Reads a create as the gateway does: first the model, then the route and encoding, then the model's own table. */
export async function readUnifiedCreate(x: Exchange): Promise<UnifiedCreate> {
	const fields = new Fields(x.form ? scalarFields(x) : (x.json ?? broken(x)));
	const model = fields.string('model') ?? '';
	if (model === '') throw badRequest('model name is required');
	if (/^grok/.test(model)) throw badRequest('unsupported relay mode: 31');

	const entry = unifiedModels[model];
	if (!entry) throw modelNotFound(model);
	if ((entry.dialect === 'json') === (x.form !== undefined)) {
		throw badRequest(`${model} takes ${x.form ? 'application/json' : 'multipart/form-data'}`);
	}
	if (/^veo/.test(model) && !isMultipart(x)) throw badRequest('multipart/form-data is required');

	fields.text('prompt', { max: maxPromptLength });
	if (entry.dialect === 'json') checkVideoEdit(fields);
	else fields.only(...scalars, ...Object.keys(entry.extras ?? {}));
	checkExtras(fields, entry);

	const seconds = readSeconds(fields, entry);
	const size = readSize(fields, entry);
	await checkImages(x.form?.files ?? [], { entry, size });
	return { model, entry, seconds, size };
}

function broken(x: Exchange): never {
	throw badRequest(`request body can not be parsed as ${x.headers['content-type'] ?? 'anything'}`);
}

function isMultipart(x: Exchange): boolean {
	return x.headers['content-type']?.startsWith('multipart/form-data') ?? false;
}

/** The text parts by name; one that comes twice is refused, since no field but the picture may. */
function scalarFields(x: Exchange): Record<string, string> {
	const values: Record<string, string> = {};
	for (const [name, value] of x.form?.fields ?? []) {
		if (name in values) throw badRequest(`${name} is given twice`);
		values[name] = value;
	}
	return values;
}

function readSeconds(fields: Fields, entry: UnifiedModel): string {
	const seconds = fields.string('seconds');
	if (seconds === undefined) return entry.defaults.seconds;
	if (!/^\d+$/.test(seconds)) throw durationRefused(seconds);
	if (entry.seconds === 'any') return seconds;
	if (entry.seconds === 'fixed' || !entry.seconds.includes(Number(seconds))) throw durationRefused(seconds);
	return seconds;
}

function durationRefused(seconds: string): Refusal {
	return badRequest(`the parameter duration specified in the request is not valid: ${seconds}`, 'InvalidParameter');
}

function readSize(fields: Fields, entry: UnifiedModel): string {
	if (entry.sizes === 'none' && fields.has('size')) throw badRequest('size is not supported by this model');
	const size = fields.string('size', Array.isArray(entry.sizes) ? { oneOf: entry.sizes } : {});
	return size ?? entry.defaults.size;
}

function checkExtras(fields: Fields, entry: UnifiedModel): void {
	for (const [name, values] of Object.entries(entry.extras ?? {})) {
		fields.string(name, values === 'any' ? {} : { oneOf: values });
	}
	const seed = fields.string('seed');
	if (seed !== undefined && !/^\d+$/.test(seed)) throw badRequest('seed must be an integer');
	for (const name of ['reference_urls', 'video_urls']) {
		const url = fields.string(name);
		if (url !== undefined && !/^https?:\/\//.test(url)) throw badRequest(`${name} must be a URL`);
	}
}

async function checkImages(
	files: readonly FormFile[],
	{ entry, size }: { readonly entry: UnifiedModel; readonly size: string },
): Promise<void> {
	for (const { name } of files) {
		if (name !== 'input_reference') throw badRequest(`unknown file ${name}`);
	}
	if (files.length > 0 && entry.images === 0) {
		throw badRequest(entry.noImages ?? 'input_reference is not supported by this model', 'InvalidParameter');
	}
	if (files.length > entry.images) throw badRequest(`at most ${entry.images} input_reference can be given`);

	for (const file of files) {
		const rules = { formats: ['jpeg', 'png', 'webp'], maxBytes: 30 * 1_024 * 1_024 };
		const picture = await checkPicture(file.bytes, rules, badRequest);
		if (file.contentType !== `image/${picture.format}`) {
			throw badRequest(`input_reference is declared as ${file.contentType} but is image/${picture.format}`);
		}
		if (entry.exactImage && `${picture.width}x${picture.height}` !== size) {
			throw badRequest('Inpaint image must match the requested width and height');
		}
	}
}

/** The one model that edits a video: JSON, with the clip by address or as a data URI. */
function checkVideoEdit(fields: Fields): void {
	fields.only('model', 'prompt', 'video', 'seconds');
	const video = fields.text('video');
	if (/^https?:\/\//.test(video)) return;

	const data = /^data:video\/mp4;base64,(.*)$/s.exec(video)?.[1];
	if (data === undefined) throw badRequest('video must be a URL or a data:video/mp4;base64 URI');
	const bytes = decodeBase64(data, badRequest);
	if (bytes.subarray(4, 8).toString('latin1') !== 'ftyp') throw badRequest('video can not be decoded');
	if (bytes.length > 15 * 1_024 * 1_024) throw new Refusal({ status: 413, message: 'video is too large' });
}
