import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, exitConfig, readFileConfig } from './config.js';
import { questionOf } from './services/operator/jobSearch.js';
import { reportOf, type JobReport } from './services/operator/jobReport.js';
import { RecordReader } from './services/records/recordReader.js';
import { storeFile } from './services/records/storage.js';

/*
 * `npm run job -- WHAT`: what became of a request, by a job's id, a member's id, a task's id or a link to a message; newest
 * first. It reads the store beside a running bot and changes nothing. Exit status 1 when there is no such job.
 */

const mostShown = 20;

if (existsSync('.env')) process.loadEnvFile('.env');
process.exit(await answer(process.argv.slice(2).join(' ')));

async function answer(what: string): Promise<number> {
	const asks = questionOf(what);
	if (asks === undefined) {
		console.error('npm run job -- WHAT: the id of a job, a member or a task, or a link to a message');
		return 2;
	}
	try {
		const file = resolve(storeFile(readFileConfig(process.env).storeUrl));
		const { jobs, unreadable } = await new RecordReader({ file }).jobs();
		const found = jobs.filter(asks).sort((one, other) => other.createdAt - one.createdAt);
		for (const job of found.slice(0, mostShown)) console.log(textOf(reportOf(job, { settled: false })));
		if (found.length > mostShown) console.log(`… and ${found.length - mostShown} older ones`);
		if (unreadable > 0) console.error(`${unreadable} records cannot be read by this version`);
		if (found.length > 0) return 0;
		console.error('There is no such job.');
		return 1;
	} catch (error) {
		if (error instanceof ConfigError) for (const fault of error.faults) console.error(fault);
		else console.error(`STORE_URL: cannot be read (${error instanceof Error ? error.message : String(error)})`);
		return error instanceof ConfigError ? exitConfig : 1;
	}
}

function textOf(job: JobReport): string {
	const { id, state, memberId, guildId, channelId, model, code, usd, taskId, messageLink } = job;
	const facts = [
		`job ${id}: ${state}${code === null ? '' : ` (${code})`}, ${model}${usd === null ? '' : `, about $${usd.toFixed(2)}`}`,
		`  member ${memberId}, server ${guildId ?? 'none'}, channel ${channelId}${job.private ? ', private' : ''}`,
		...(taskId === null ? [] : [`  task ${taskId}`]),
		...(messageLink === null ? [] : [`  ${messageLink}`]),
		...job.moments.map(({ at, what }) => `  ${new Date(at).toISOString()}  ${what}`),
	];
	return facts.join('\n');
}
