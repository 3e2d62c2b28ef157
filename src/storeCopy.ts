import { transferStore } from './app/redis/storeTransfer.js';
import { makeLogger } from './services/ops/logger.js';

/*
 * `npm run store:copy -- FROM TO`: copies a stopped bot's store between `sqlite://…` and `redis://…`, both ways. Results and
 * pictures (`MEDIA_DIR`) are files, and stay where they are. Exit status 1: there is no copy.
 */

process.exit(await copy(process.argv.slice(2)));

async function copy([from, to, ...more]: readonly string[]): Promise<number> {
	const isAddress = (url: string | undefined): url is string => /^(?:sqlite|redis|rediss|unix):\/\/./u.test(url ?? '');
	if (!isAddress(from) || !isAddress(to) || more.length > 0) {
		console.error('npm run store:copy -- FROM TO: each sqlite:// and a path, or redis://, rediss:// or unix://');
		return 2;
	}
	try {
		const { jobs, others } = await transferStore(from, to, makeLogger('error'));
		console.log(
			`Copied: ${jobs} jobs and ${others} other records. Now set REDIS_URL or STORE_URL to the copy, and start the bot.`,
		);
		return 0;
	} catch (error) {
		console.error(`There is no copy: ${error instanceof Error ? error.message : String(error)}`);
		return 1;
	}
}
