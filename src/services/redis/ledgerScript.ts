/**
 * The ledger in Lua: `led` has an entry for each job; each scope (a member, a member in a guild, a guild, the bot) has a set of
 * what counts, by time, and the sum of what is younger than `from`. The sum follows the window both ways, because a clock that
 * was wrong may be set right. Micro-dollars and milliseconds are whole, so that sums are exact.
 */
export const ledgerLua = `
local P = '{r}:'
local WINDOW = 86400000
local function whole(number) return string.format('%d', number) end

local function scopesOf(entry)
	local scopes = { 'led:m:' .. entry.m, 'led:b' }
	if entry.g ~= '' then
		scopes[3] = 'led:mg:' .. entry.m .. ':' .. entry.g
		scopes[4] = 'led:g:' .. entry.g
	end
	return scopes
end

local function runningOf(entry)
	return P .. 'led:run:m:' .. entry.m, P .. 'led:run:mg:' .. entry.m .. ':' .. entry.g
end

local function weightOf(id) return tonumber(redis.call('HGET', P .. 'led:w', id) or '0') end

local function spent(scope, since)
	local kept = redis.call('HMGET', P .. scope .. ':sum', 'from', 'sum')
	local from, sum = tonumber(kept[1] or since), tonumber(kept[2] or '0')
	if kept[1] and from == since then return sum end
	local low, high, sign = from, since, -1
	if since < from then low, high, sign = since, from, 1 end
	for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. scope, '(' .. whole(low), whole(high))) do
		sum = sum + sign * weightOf(id)
	end
	redis.call('HSET', P .. scope .. ':sum', 'from', whole(since), 'sum', whole(sum))
	return sum
end

local function takeOut(id, now)
	local text = redis.call('HGET', P .. 'led', id)
	if not text then return end
	local entry = cjson.decode(text)
	if entry.cnt then
		for _, scope in ipairs(scopesOf(entry)) do
			spent(scope, now - WINDOW)
			redis.call('ZREM', P .. scope, id)
			if entry.at > now - WINDOW then redis.call('HINCRBY', P .. scope .. ':sum', 'sum', whole(0 - entry.w)) end
		end
	end
	local mine, here = runningOf(entry)
	redis.call('SREM', mine, id)
	redis.call('SREM', here, id)
	redis.call('HDEL', P .. 'led', id)
	redis.call('HDEL', P .. 'led:w', id)
	redis.call('ZREM', P .. 'led:all', id)
end

local function putIn(id, text, now)
	local known = redis.call('HGET', P .. 'led', id)
	if known == text then return end
	local entry = cjson.decode(text)
	if not known and not entry.run and entry.at <= now - 2 * WINDOW then return end
	takeOut(id, now)
	redis.call('HSET', P .. 'led', id, text)
	redis.call('HSET', P .. 'led:w', id, whole(entry.w))
	redis.call('ZADD', P .. 'led:all', whole(entry.at), id)
	if entry.cnt then
		for _, scope in ipairs(scopesOf(entry)) do
			spent(scope, now - WINDOW)
			redis.call('ZADD', P .. scope, whole(entry.at), id)
			if entry.at > now - WINDOW then redis.call('HINCRBY', P .. scope .. ':sum', 'sum', whole(entry.w)) end
		end
	end
	if entry.run then
		local mine, here = runningOf(entry)
		redis.call('SADD', mine, id)
		if entry.g ~= '' then redis.call('SADD', here, id) end
	end
end

-- What counts in no window any more, even by a clock that is a day ahead; Redis' own time must agree.
local function sweep(now)
	local own = tonumber(redis.call('TIME')[1]) * 1000
	local before = math.min(now, own) - 2 * WINDOW
	for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'led:all', '-inf', whole(before), 'LIMIT', 0, 20)) do
		local text = redis.call('HGET', P .. 'led', id)
		if not text or not cjson.decode(text).run then takeOut(id, now) end
	end
end
`;

/** Why there is no room for an entry, in the order in which limits are told; nil when there is. */
export const refusalLua = `
local function placesRefused(key, allowed, waiting)
	if not allowed then return nil end
	local most = allowed == 0 and 0 or allowed + waiting
	if redis.call('SCARD', key) < most then return nil end
	return { limit = 'running', allowed = allowed, remaining = 0, waiting = waiting }
end

local function videosRefused(scope, allowed, since)
	if not allowed then return nil end
	local count = redis.call('ZCOUNT', P .. scope, '(' .. whole(since), '+inf')
	if count < allowed then return nil end
	local refusal = { limit = 'daily-videos', allowed = allowed, remaining = 0 }
	local range = { 'ZRANGEBYSCORE', P .. scope, '(' .. whole(since), '+inf', 'WITHSCORES', 'LIMIT', count - allowed, 1 }
	local leaving = redis.call(unpack(range))
	if leaving[2] then refusal.comesBackAt = whole(tonumber(leaving[2]) + WINDOW) end
	return refusal
end

local function spendRefused(limit, scope, weight, allowed, since)
	if not allowed then return nil end
	local left = allowed - spent(scope, since)
	if weight <= left then return nil end
	local refusal = { limit = limit, allowed = allowed, remaining = math.max(0, left) }
	local counted = redis.call('ZRANGEBYSCORE', P .. scope, '(' .. whole(since), '+inf', 'WITHSCORES')
	for index = 1, #counted, 2 do
		left = left + weightOf(counted[index])
		if weight <= left then
			refusal.comesBackAt = whole(tonumber(counted[index + 1]) + WINDOW)
			return refusal
		end
	end
	return refusal
end

local function refusalOf(entry, limits, now)
	local since = now - WINDOW
	local mine, here = runningOf(entry)
	local member, memberHere = 'led:m:' .. entry.m, 'led:mg:' .. entry.m .. ':' .. entry.g
	return placesRefused(mine, limits.running, limits.waiting)
		or placesRefused(here, limits.runningHere, limits.waiting)
		or videosRefused(member, limits.videos, since)
		or videosRefused(memberHere, limits.videosHere, since)
		or spendRefused('member-usd', memberHere, entry.w, limits.memberUsd, since)
		or spendRefused('guild-usd', 'led:g:' .. entry.g, entry.w, limits.guildUsd, since)
		or spendRefused('bot-usd', 'led:b', entry.w, limits.botUsd, since)
end
`;
