/**
 * The queue for places in Lua: `q:held` has who holds a place, `q:by:<member>` the same by member; `q:jobs` has who waits,
 * `q:m:<member>` a member's own in their order, `q:turns` the members in the order of their turns.
 */
export const queueLua = `
local function hold(id, member, guild)
	redis.call('HSET', P .. 'q:held', id, member .. ' ' .. guild)
	redis.call('SADD', P .. 'q:by:' .. member, id)
end

local function release(id)
	local holder = redis.call('HGET', P .. 'q:held', id)
	if not holder then return false end
	redis.call('HDEL', P .. 'q:held', id)
	redis.call('SREM', P .. 'q:by:' .. string.match(holder, '^%S*'), id)
	return true
end

local function join(id, text)
	if redis.call('HSETNX', P .. 'q:jobs', id, text) == 0 then return end
	local job = cjson.decode(text)
	redis.call('ZADD', P .. 'q:m:' .. job.m, whole(job.since), id)
	if not redis.call('ZSCORE', P .. 'q:turns', job.m) then
		redis.call('ZADD', P .. 'q:turns', redis.call('INCR', P .. 'q:turn'), job.m)
	end
end

local function takeFrom(id, member)
	redis.call('HDEL', P .. 'q:jobs', id)
	redis.call('ZREM', P .. 'q:m:' .. member, id)
	return redis.call('ZCARD', P .. 'q:m:' .. member) > 0
end

local function firstStartable(member, memberPlaces)
	local taken, by = 0, {}
	for _, id in ipairs(redis.call('SMEMBERS', P .. 'q:by:' .. member)) do
		local guild = string.match(redis.call('HGET', P .. 'q:held', id) or ' ', ' (.*)$')
		taken = taken + 1
		by[guild] = (by[guild] or 0) + 1
	end
	if taken >= memberPlaces then return nil end
	for _, id in ipairs(redis.call('ZRANGE', P .. 'q:m:' .. member, 0, -1)) do
		local job = cjson.decode(redis.call('HGET', P .. 'q:jobs', id))
		if not job.p or (by[job.g] or 0) < job.p then return id, job end
	end
	return nil
end

-- Gives the free places away; returns those that were waiting, except the one that asks.
local function grant(asking, capacity, memberPlaces)
	local woken = {}
	while redis.call('HLEN', P .. 'q:held') < capacity do
		local id, job
		for _, member in ipairs(redis.call('ZRANGE', P .. 'q:turns', 0, -1)) do
			id, job = firstStartable(member, memberPlaces)
			if id then break end
		end
		if not id then return woken end
		local isLeft = takeFrom(id, job.m)
		redis.call('ZREM', P .. 'q:turns', job.m)
		if isLeft then redis.call('ZADD', P .. 'q:turns', redis.call('INCR', P .. 'q:turn'), job.m) end
		hold(id, job.m, job.g)
		if id ~= asking then woken[#woken + 1] = id end
	end
	return woken
end

local function occupy(id, member, guild)
	if redis.call('HEXISTS', P .. 'q:held', id) == 0 then hold(id, member, guild) end
end

local function leave(id, capacity, memberPlaces)
	local held = release(id)
	local text = redis.call('HGET', P .. 'q:jobs', id)
	if text then
		local member = cjson.decode(text).m
		if not takeFrom(id, member) then redis.call('ZREM', P .. 'q:turns', member) end
	end
	if not held then return {} end
	return grant('', capacity, memberPlaces)
end
`;
