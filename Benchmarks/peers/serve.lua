-- Predicts with another text each time, and counts the good answers; the last line is the outcome.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init()
  good, sent = 0, 0
end

function request()
  sent = sent + 1
  local body = string.format('{"input":{"text":"%d-%d"}}', number, sent)
  return wrk.format("POST", wrk.path, { ["Content-Type"] = "application/json" }, body)
end

function response(status, _, body)
  if status == 200 and body:find('"succeeded"', 1, true) then good = good + 1 end
end

function done(summary, latency)
  local total = 0
  for _, thread in ipairs(threads) do total = total + thread:get("good") end
  print(string.format("outcome %d %d %.3f %d", total, summary.requests, summary.duration / 1e6, latency:percentile(99)))
end
