import { ledgerLua, refusalLua } from './ledgerScript.js';
import { queueLua } from './queueScript.js';

/** A job as the scripts want it, beside its body: `f` in them. */
const readFacts = `
local id, body, f = ARGV[1], ARGV[2], cjson.decode(ARGV[3])
local key = P .. 'job:' .. id
`;

/** Where a record is listed, by its phase. */
const indexLua = `
local function index(id, phase, createdAt)
	if phase ~= 'closed' then
		redis.call('ZADD', P .. 'open', whole(createdAt), id)
		redis.call('ZREM', P .. 'closed', id)
		redis.call('ZREM', P .. 'closed:at', id)
		return
	end
	redis.call('ZADD', P .. 'closed', 0, id)
	redis.call('ZADD', P .. 'closed:at', whole(createdAt), id)
	redis.call('ZREM', P .. 'open', id)
	redis.call('HDEL', P .. 'note:cancel', id)
end
local function write(key, id, body, f, epoch)
	redis.call('HSET', key, 'body', body, 'phase', f.phase, 'epoch', epoch, 'member', f.member)
	redis.call('HINCRBY', key, 'rev', 1)
	index(id, f.phase, f.createdAt)
	if f.history then redis.call('HSET', P .. 'member:' .. f.member, id, f.history)
	else redis.call('HDEL', P .. 'member:' .. f.member, id) end
	if f.isLeft then redis.call('SADD', P .. 'left', id) else redis.call('SREM', P .. 'left', id) end
end
`;

/** Room in every limit and the record, or neither. Answers `born`, `duplicate`, or why there is no room. */
export const admit = `${ledgerLua}${refusalLua}${indexLua}${readFacts}
if redis.call('EXISTS', key) == 1 then return 'duplicate' end
-- Refused where memory is used up. What only deletes is not, and after that a script may write whatever it likes.
redis.call('SET', P .. 'room', '1')
sweep(f.now)
takeOut(id, f.now)
redis.call('SREM', P .. 'led:adopted', id)
local refusal = refusalOf(cjson.decode(f.entry), f.limits, f.now)
if refusal then return cjson.encode(refusal) end
putIn(id, f.entry, f.now)
write(key, id, body, f, 0)
return 'born'
`;

/** A record under a new id, without a question of limits. Answers 1, or 0 where the id was used. */
export const create = `${ledgerLua}${indexLua}${readFacts}
if redis.call('EXISTS', key) == 1 then return 0 end
write(key, id, body, f, 0)
return 1
`;

/**
 * A save by whoever holds the job (`f.epoch`), or of a record read under `f.rev`. Answers `lost` or `changed` and writes nothing
 * where another one holds it by now, or has written since; else `saved`, and whose turn has come by it.
 */
export const save = `${ledgerLua}${queueLua}${indexLua}${readFacts}
local known = redis.call('HMGET', key, 'epoch', 'rev')
if f.epoch and f.epoch > 0 and not known[1] then return { 'lost' } end
if known[1] and f.epoch and tonumber(known[1]) ~= f.epoch then return { 'lost' } end
if known[1] and f.rev and tonumber(known[2]) ~= f.rev then return { 'changed' } end
write(key, id, body, f, known[1] or 0)
if f.ledgerKey ~= id then redis.call('SADD', P .. 'led:adopted', f.ledgerKey) end
if f.ledgerKey ~= id or redis.call('SISMEMBER', P .. 'led:adopted', id) == 0 then putIn(f.ledgerKey, f.entry, f.now) end
local woken = {}
if f.inFlight then occupy(id, f.member, f.guild)
elseif f.phase ~= 'queued' then woken = leave(id, f.capacity, f.memberPlaces) end
table.insert(woken, 1, 'saved')
return woken
`;

/**
 * Everything of a job goes: record, room, place. Answers `changed` where somebody has written since `f.rev` was read, else
 * `gone`, and whose turn has come by it.
 */
export const forget = `${ledgerLua}${queueLua}${readFacts}
local rev = redis.call('HGET', key, 'rev')
if rev and f.rev and tonumber(rev) ~= f.rev then return { 'changed' } end
local member = redis.call('HGET', key, 'member')
if member then redis.call('HDEL', P .. 'member:' .. member, id) end
redis.call('DEL', key)
for _, list in ipairs({ 'open', 'closed', 'closed:at' }) do redis.call('ZREM', P .. list, id) end
redis.call('SREM', P .. 'left', id)
takeOut(id, f.now)
redis.call('SREM', P .. 'led:adopted', id)
local woken = leave(id, f.capacity, f.memberPlaces)
table.insert(woken, 1, 'gone')
return woken
`;

/** A new epoch of a job, from which on no save of an earlier one is taken; -1 where there is no such job. */
export const claim = `
local key = '{r}:job:' .. ARGV[1]
if redis.call('EXISTS', key) == 0 then return -1 end
return redis.call('HINCRBY', key, 'epoch', 1)
`;

/** Waits for a place. Answers whether it holds one now (`held` or `waits`), and whose turn has come besides. */
export const enter = `${ledgerLua}${queueLua}${readFacts}
if redis.call('HEXISTS', P .. 'q:held', id) == 0 then join(id, body) end
local woken = grant(id, f.capacity, f.memberPlaces)
table.insert(woken, 1, redis.call('HEXISTS', P .. 'q:held', id) == 1 and 'held' or 'waits')
return woken
`;

/** Gives a place up, in flight or in the queue. Answers whose turn has come by it. */
export const leave = `${ledgerLua}${queueLua}${readFacts}
return leave(id, f.capacity, f.memberPlaces)
`;

/** What counts in one scope (`led:b`, `led:g:<guild>`) in the last 24 hours, in millionths of a US dollar. */
export const spent = `${ledgerLua}
return whole(spent(ARGV[1], tonumber(ARGV[2]) - WINDOW))
`;

/** What weighs for a member: everywhere, in one guild, in that guild by all, by the whole bot; each as running, videos, micro-dollars, oldest. */
export const weigh = `${ledgerLua}
local member, guild, since = ARGV[1], ARGV[2], tonumber(ARGV[3]) - WINDOW
local scopes = { 'led:m:' .. member, 'led:mg:' .. member .. ':' .. guild, 'led:g:' .. guild, 'led:b' }
local runs = { 'led:run:m:' .. member, 'led:run:mg:' .. member .. ':' .. guild }
local weights = {}
for index, scope in ipairs(scopes) do
	local counted = { P .. scope, '(' .. whole(since), '+inf' }
	local oldest = redis.call('ZRANGEBYSCORE', counted[1], counted[2], counted[3], 'WITHSCORES', 'LIMIT', 0, 1)[2]
	local running = runs[index] and redis.call('SCARD', P .. runs[index]) or 0
	weights[index] = { whole(running), whole(redis.call('ZCOUNT', unpack(counted))), whole(spent(scope, since)), oldest or '' }
end
return weights
`;
