"""What the shared frontier does in Redis, as Lua: each script is one step that nobody sees half done."""

PREFIX = "phoihop:"

# All scripts get the prefix as ARGV[1]. Keys: `ticket` (key → JSON), `ready:HOST`, `late:HOST` (sorted sets of keys),
# `hosts` (by the time they were last served), `lease:HOST` (a worker), `workers`, `alive:WORKER` (expires),
# `flight:WORKER` (key → host), `next:HOST` (when it may be asked again), `asked` (keys of this run), `alone` (hosts
# that nobody asks any more in this run), `issued` (portal → pages handed out in this run; under "" those of all),
# `sequence`.

JOIN = """
local p, worker, life = ARGV[1], ARGV[2], ARGV[3]
local others = 0
for _, other in ipairs(redis.call('SMEMBERS', p .. 'workers')) do
  others = others + redis.call('EXISTS', p .. 'alive:' .. other)
end
if others == 0 then redis.call('DEL', p .. 'asked', p .. 'alone', p .. 'issued') end
redis.call('SADD', p .. 'workers', worker)
redis.call('SET', p .. 'alive:' .. worker, 1, 'PX', life)
"""

_PUSH = """
local function push(p, key, host, priority, not_before, json)
  redis.call('HSET', p .. 'ticket', key, json)
  if tonumber(not_before) > 0 then
    redis.call('ZADD', p .. 'late:' .. host, not_before, key)
  else
    local sequence = redis.call('INCR', p .. 'sequence')
    redis.call('ZADD', p .. 'ready:' .. host, sequence - tonumber(priority) * 1000000000000, key)
  end
  redis.call('ZADD', p .. 'hosts', 'NX', 0, host)
end
"""

ADD = (
    _PUSH
    + """
local p, key = ARGV[1], ARGV[2]
if redis.call('SADD', p .. 'asked', key) == 0 or redis.call('HEXISTS', p .. 'ticket', key) == 1 then return 0 end
push(p, key, ARGV[3], ARGV[4], ARGV[5], ARGV[6])
return 1
"""
)

PUT_BACK = (
    _PUSH
    + """
local p, key = ARGV[1], ARGV[2]
redis.call('HDEL', p .. 'flight:' .. ARGV[7], key)
push(p, key, ARGV[3], ARGV[4], ARGV[5], ARGV[6])
"""
)

TAKE = (
    _PUSH
    + """
local p, worker, now = ARGV[1], ARGV[2], tonumber(ARGV[3])
local wanted, budget, portal_budget = cjson.decode(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local function issued(portal) return tonumber(redis.call('HGET', p .. 'issued', portal) or 0) end
local workers, living = redis.call('SMEMBERS', p .. 'workers'), 0
for _, other in ipairs(workers) do
  if redis.call('EXISTS', p .. 'alive:' .. other) == 1 then
    living = living + 1
  else
    local flight = redis.call('HGETALL', p .. 'flight:' .. other)
    for i = 1, #flight, 2 do
      local json = redis.call('HGET', p .. 'ticket', flight[i])
      if json then push(p, flight[i], flight[i + 1], cjson.decode(json).priority, 0, json) end
    end
    redis.call('DEL', p .. 'flight:' .. other)
    redis.call('SREM', p .. 'workers', other)
  end
end
local hosts, owner, mine, open = redis.call('ZRANGE', p .. 'hosts', 0, -1), {}, 0, 0
for _, host in ipairs(hosts) do
  local holder = redis.call('GET', p .. 'lease:' .. host)
  if holder and redis.call('EXISTS', p .. 'alive:' .. holder) == 1 then owner[host] = holder end
  if owner[host] == worker then mine = mine + 1 end
  local waiting = redis.call('ZCARD', p .. 'ready:' .. host) + redis.call('ZCARD', p .. 'late:' .. host)
  if waiting > 0 or owner[host] then open = open + 1 end
end
if budget > 0 and issued('') >= budget then return {'', '0', issued(''), 0} end
local share = math.ceil(open / math.max(living, 1))
for _, host in ipairs(hosts) do
  local free = wanted[host] and redis.call('SISMEMBER', p .. 'alone', host) == 0
  if free and (owner[host] == worker or (not owner[host] and mine < share)) then
    local late = redis.call('ZRANGE', p .. 'late:' .. host, 0, 0, 'WITHSCORES')
    local ready = redis.call('ZRANGE', p .. 'ready:' .. host, 0, 0)
    local key, queue
    if late[1] and (tonumber(late[2]) <= now or not ready[1]) then
      key, queue = late[1], 'late:'
    elseif ready[1] then
      key, queue = ready[1], 'ready:'
    end
    local json = key and redis.call('HGET', p .. 'ticket', key)
    local portal = json and cjson.decode(json).portal
    if key and portal_budget > 0 and issued(portal) >= portal_budget then
      redis.call('SADD', p .. 'alone', host)
    elseif key then
      local taken_over = owner[host] ~= worker
      redis.call('ZREM', p .. queue .. host, key)
      redis.call('SET', p .. 'lease:' .. host, worker)
      redis.call('ZADD', p .. 'hosts', now, host)
      redis.call('HSET', p .. 'flight:' .. worker, key, host)
      local all = redis.call('HINCRBY', p .. 'issued', '', 1)
      local of_portal = redis.call('HINCRBY', p .. 'issued', portal, 1)
      local wait = taken_over and redis.call('GET', p .. 'next:' .. host) or false
      return {json, wait or '0', all, of_portal}
    end
  end
end
return {'', '0', issued(''), 0}
"""
)

DONE = """
local p, key = ARGV[1], ARGV[2]
redis.call('HDEL', p .. 'flight:' .. ARGV[3], key)
redis.call('HDEL', p .. 'ticket', key)
redis.call('ZREM', p .. 'ready:' .. ARGV[4], key)
redis.call('ZREM', p .. 'late:' .. ARGV[4], key)
"""

DROP_HOST = """
local p, worker, host = ARGV[1], ARGV[2], ARGV[3]
if ARGV[4] == '1' then redis.call('SADD', p .. 'alone', host) end
if redis.call('GET', p .. 'lease:' .. host) ~= worker then return end
local waiting = redis.call('ZCARD', p .. 'ready:' .. host) + redis.call('ZCARD', p .. 'late:' .. host)
local living, mine, open = 0, 0, 0
for _, other in ipairs(redis.call('SMEMBERS', p .. 'workers')) do
  living = living + redis.call('EXISTS', p .. 'alive:' .. other)
end
for _, other in ipairs(redis.call('ZRANGE', p .. 'hosts', 0, -1)) do
  local holder = redis.call('GET', p .. 'lease:' .. other)
  if holder == worker then mine = mine + 1 end
  local left = redis.call('ZCARD', p .. 'ready:' .. other) + redis.call('ZCARD', p .. 'late:' .. other)
  if holder or left > 0 then open = open + 1 end
end
local too_many = mine > math.ceil(open / math.max(living, 1))
if ARGV[4] == '1' or waiting == 0 or too_many then redis.call('DEL', p .. 'lease:' .. host) end
if waiting == 0 and ARGV[4] ~= '1' then redis.call('ZREM', p .. 'hosts', host) end
"""

PENDING = """
local p, wanted = ARGV[1], cjson.decode(ARGV[2])
for _, host in ipairs(redis.call('ZRANGE', p .. 'hosts', 0, -1)) do
  local waiting = redis.call('ZCARD', p .. 'ready:' .. host) + redis.call('ZCARD', p .. 'late:' .. host)
  if waiting > 0 and wanted[host] and redis.call('SISMEMBER', p .. 'alone', host) == 0 then return 1 end
end
for _, worker in ipairs(redis.call('SMEMBERS', p .. 'workers')) do
  for _, host in ipairs(redis.call('HVALS', p .. 'flight:' .. worker)) do
    if wanted[host] then return 1 end
  end
end
return 0
"""
