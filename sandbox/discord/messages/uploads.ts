import type { Upload } from '../world/actions.js';
import type { Cdn, StoredFile } from './cdn.js';
import { contentTypeOf, safeName } from '../protocol/fileName.js';
import { pictureSize } from './pictureSize.js';
import type { Snowflakes } from '../protocol/snowflakes.js';
import type { World } from '../world/world.js';

/** Members' files on their way into the CDN. */
export class Uploads {
	readonly cdn: Cdn;
	readonly #parts: { readonly snowflakes: Snowflakes; readonly world: World };

	constructor(parts: { cdn: Cdn; snowflakes: Snowflakes; world: World }) {
		this.cdn = parts.cdn;
		this.#parts = parts;
	}

	/** A file of a command option or a modal: it lives in the CDN at once, for an unspecified time. */
	ephemeral(upload: Upload): StoredFile {
		const file = this.#stored(upload, { folder: this.#parts.world.bot.id, ephemeral: true });
		this.cdn.keep(file);

		return file;
	}

	/** A file of a message, kept by the CDN with its message. */
	attachment(upload: Upload, channelId: string): StoredFile {
		return this.#stored(upload, { folder: channelId, ephemeral: false });
	}

	#stored(upload: Upload, where: { folder: string; ephemeral: boolean }): StoredFile {
		const { filename, title } = safeName(upload.name);
		const contentType = upload.contentType ?? contentTypeOf(filename);
		const bytes = Buffer.from(upload.bytes);
		const measured = pictureSize(bytes);
		const width = upload.width ?? measured?.width;
		const height = upload.height ?? measured?.height;

		return {
			id: this.#parts.snowflakes.next(),
			...where,
			filename,
			bytes,
			spoiler: filename.startsWith('SPOILER_'),
			...(title === undefined ? {} : { title }),
			...(contentType === undefined ? {} : { contentType }),
			...(width === undefined || height === undefined ? {} : { width, height }),
		};
	}
}
