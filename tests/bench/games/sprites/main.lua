-- The twin of main.js for LÖVE: love FOLDER draw|batch COUNT SIDE FRAMES
local WIDTH, HEIGHT, WARM, DT = 800, 600, 20, 1 / 60
local way, count, side, frames, picture, batch
local all, times = {}, {}

function love.load(args)
  way, count, side, frames = args[1], tonumber(args[2]), tonumber(args[3]), tonumber(args[4])
  love.graphics.setDefaultFilter("nearest", "nearest")
  picture = love.graphics.newImage(side .. ".png")
  batch = love.graphics.newSpriteBatch(picture, count, "stream")
  local function any(from, to) return from + (to - from) * love.math.random() end
  for i = 1, count do all[i] = { x = any(0, WIDTH), y = any(0, HEIGHT), vx = any(-100, 100), vy = any(-100, 100) } end
end

local function move(o)
  o.x = o.x + o.vx * DT
  o.y = o.y + o.vy * DT
  if o.x < 0 or o.x > WIDTH then o.vx = -o.vx end
  if o.y < 0 or o.y > HEIGHT then o.vy = -o.vy end
end

local function show()
  if way == "draw" then
    for i = 1, count do
      local o = all[i]
      move(o)
      love.graphics.draw(picture, o.x, o.y)
    end
    return
  end
  batch:clear()
  for i = 1, count do
    local o = all[i]
    move(o)
    batch:add(o.x, o.y)
  end
  love.graphics.draw(batch)
end

-- Its own loop sleeps a millisecond each frame.
function love.run()
  love.load(love.arg.parseGameArguments(arg))
  local last = love.timer.getTime()
  return function()
    love.event.pump()
    love.graphics.origin()
    love.graphics.clear()
    show()
    love.graphics.present()
    local now = love.timer.getTime()
    times[#times + 1] = (now - last) * 1e9
    last = now
    if #times < WARM + frames then return end
    local tail = { unpack(times, WARM + 1) }
    table.sort(tail)
    print(string.format("median %.0f", tail[math.floor(frames / 2) + 1]))
    return 0
  end
end
