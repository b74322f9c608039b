-- The build: `premake5 gmake2 && make -C build/make` gives build/bin/thaw. `demo/run` and `tests/run` call both.

newoption { trigger = "v8", value = "KIND", default = "auto", description = "which V8 to link",
    allowed = { { "auto", "the first that is found" }, { "libnode", "Node's shared library, as Debian packs it" },
                { "v8", "a shared libv8" }, { "monolith", "a static libv8_monolith" } } }
newoption { trigger = "v8-prefix", value = "DIR", description = "where V8 lives (its include/ and lib/)" }
newoption { trigger = "prefix", value = "DIR", description = "a private tree with usr/include and usr/lib for the other libraries" }
newoption { trigger = "sanitize", value = "LIST", description = "address, undefined or both, for our own code, in build/sanitize" }

local root = os.realpath(_SCRIPT_DIR or ".")
-- sanitized objects lie apart from the plain ones, with makefiles of their own
local out = _OPTIONS["sanitize"] and "build/sanitize" or "build"
local gen = root .. "/" .. out .. "/gen"
local triplet = (os.outputof("gcc -print-multiarch") or ""):gsub("%s", "")

-- The first of `patterns` that exists, as an absolute path.
local function first(patterns)
    for _, pattern in ipairs(patterns) do
        local found = os.matchfiles(pattern)
        table.sort(found)
        if #found > 0 then return path.getabsolute(found[1]) end
    end
end

local function find_v8(prefix, kind)
    local header = first { prefix .. "/include/nodejs/deps/v8/include/v8.h", prefix .. "/include/v8.h", prefix .. "/include/v8/v8.h" }
    local dirs = { prefix .. "/lib/" .. triplet, prefix .. "/lib", prefix .. "/lib64" }
    local names = { libnode = { "libnode.so", "libnode.so.*" }, v8 = { "libv8.so" }, monolith = { "libv8_monolith.a" } }
    for _, k in ipairs(kind == "auto" and { "libnode", "v8", "monolith" } or { kind }) do
        for _, name in ipairs(names[k]) do
            for _, dir in ipairs(dirs) do
                local library = first { dir .. "/" .. name }
                if header and library then return { kind = k, include = path.getdirectory(header), library = library } end
            end
        end
    end
end

local wanted, prefix = _OPTIONS["v8"], _OPTIONS["v8-prefix"]
local v8
for _, dir in ipairs(prefix and { prefix } or { "build/setup/v8/usr", "/usr", "/usr/local" }) do
    v8 = v8 or find_v8(dir, wanted)
end
if not v8 and _ACTION and _ACTION ~= "clean" then
    error("no V8 found" .. (prefix and " under " .. prefix or "") .. ": install libnode-dev, run .setup/run, or name its place with --v8-prefix=DIR")
end

local function v8_version()
    local text = v8 and io.readfile(v8.include .. "/v8-version.h") or ""
    return tonumber(text:match("V8_MAJOR_VERSION (%d+)") or 0)
end

-- libnode's copy that starts faster (scripting/prelink/prelink.c), under the name that programs ask for
local prelinked
if v8 and v8.kind == "libnode" then
    prelinked = root .. "/" .. out .. "/lib/" .. path.getname((os.outputof('readlink -f "' .. v8.library .. '"') or v8.library):gsub("%s+$", ""))
end

local function link_v8()
    if not v8 then return end
    local dir = path.getdirectory(v8.library)
    if v8.kind == "monolith" then
        links { "v8_monolith", "dl", "z" }
        libdirs { dir }
    else
        if prelinked then
            runpathdirs { path.getdirectory(prelinked) }
            linkoptions { '"-Wl,-rpath,' .. path.getdirectory(prelinked) .. '"' }
        end
        -- it stands before our own libraries on the command line, where --as-needed, many systems' default, would drop it
        linkoptions { "-Wl,--no-as-needed", '"' .. v8.library .. '"', "-Wl,--as-needed" }
        -- twice: beside the program when the whole tree is moved, and where it is now for a packed game, which is moved alone
        if not dir:startswith("/usr/lib") then
            runpathdirs { dir }
            linkoptions { '"-Wl,-rpath,' .. dir .. '"' }
        end
    end
end

workspace "thaw"
    location(out .. "/make")
    configurations { "Release", "Debug" }
    language "C"
    cdialect "C11"
    targetdir(out .. "/bin")
    objdir(out .. "/obj")
    symbols "On"
    defines { "_GNU_SOURCE", "_REENTRANT" }
    includedirs { "engine", "scripting" }
    buildoptions { "-Wall", "-Wextra", "-Werror" }
    disablewarnings { "format-truncation" } -- messages are cut at the size of their field on purpose
    filter "configurations:Release"
        optimize "On"
    filter "configurations:Debug"
        targetdir(out .. "/bin/debug")
    filter {}
    if _OPTIONS["prefix"] then
        local extra = path.getabsolute(_OPTIONS["prefix"])
        sysincludedirs { extra .. "/usr/include", extra .. "/usr/include/" .. triplet }
        libdirs { extra .. "/usr/lib/" .. triplet }
        runpathdirs { extra .. "/usr/lib/" .. triplet }
        linkoptions { '"-Wl,-rpath,' .. extra .. "/usr/lib/" .. triplet .. '"' }
        -- old-style tags, so that the private libraries find what they need of each other
        linkoptions { '"-Wl,-rpath-link,' .. extra .. "/usr/lib/" .. triplet .. '"', "-Wl,--disable-new-dtags" }
        sysincludedirs { extra .. "/usr/include/SDL2" }
    end
    sysincludedirs { "/usr/include/SDL2" }
    if _OPTIONS["sanitize"] then
        local list = "-fsanitize=" .. _OPTIONS["sanitize"]
        buildoptions { list, "-fno-omit-frame-pointer" }
        -- with sanitizers gcc takes V8's own Maybe<T>() for a use of what is not set
        disablewarnings { "uninitialized", "maybe-uninitialized" }
        linkoptions { list }
    end

project "engine"
    kind "StaticLib"
    files { "engine/*.h", "engine/*.c" }
    removefiles { "engine/main.c" }
    -- what `thaw new` writes travels inside the binary: each file becomes an array of bytes
    for name, file in pairs { main_js = "engine/new/main.js", jsconfig = "engine/new/jsconfig.json", main_ts = "engine/new/main.ts",
                              tsconfig = "engine/new/tsconfig.json", package = "engine/new/package.json",
                              gitignore = "engine/new/gitignore", types = "scripting/js/thaw.d.ts",
                              launch = "demo/.vscode/launch.json" } do
        files { file }
        filter("files:" .. file)
            buildmessage(file)
            buildcommands { "sh " .. '"' .. root .. '/scripting/js/embed.sh" "%{file.abspath}" "' .. gen .. "/new_" .. name ..
                            '.c" new_' .. name }
            buildinputs { "scripting/js/embed.sh" }
            buildoutputs { gen .. "/new_" .. name .. ".c" }
            compilebuildoutputs "On"
        filter {}
    end

-- finds the protocol's description inside V8's library
project "describe"
    kind "ConsoleApp"
    files { "scripting/describe/describe.c" }
    links { "engine", "stb", "m" }

-- makes the copy of V8's library that starts faster
project "prelink"
    kind "ConsoleApp"
    files { "scripting/prelink/prelink.c" }
    links { "engine", "m" }

project "scripting"
    kind "StaticLib"
    dependson { "describe", "prelink" }
    files { "scripting/*.h", "scripting/*.c", "scripting/*.cc", "scripting/js/*.js", "scripting/describe/own.json" }
    if v8 then sysincludedirs { v8.include } end
    -- libnode exports no type information and is built without exceptions; 13.x headers ask for C++20
    filter "files:**.cc"
        buildoptions { "-fno-rtti", "-fno-exceptions", v8_version() >= 13 and "-std=c++20" or "-std=c++17" }
    -- the JavaScript half travels inside the binary: each file becomes an array of bytes
    filter "files:scripting/js/*.js"
        buildmessage "%{file.name}"
        buildcommands { "sh " .. '"' .. root .. '/scripting/js/embed.sh" "%{file.abspath}" "' .. gen .. '/js_%{file.basename}.c"' }
        buildinputs { "scripting/js/embed.sh" }
        buildoutputs { gen .. "/js_%{file.basename}.c" }
        compilebuildoutputs "On"
    filter "files:scripting/describe/own.json"
        buildmessage "%{file.name}"
        local library = v8 and v8.library or ""
        buildcommands { 'mkdir -p "' .. gen .. '"',
                        '"%{cfg.targetdir}/describe" "' .. library .. '" "%{file.abspath}" "' .. gen .. '/describe.c"' }
        buildinputs { "scripting/describe/describe.c", library, out .. "/make/scripting.make" } -- the makefile: for another library's name
        buildoutputs { gen .. "/describe.c" }
        compilebuildoutputs "On"
    filter {}
    if prelinked then
        files { "scripting/prelink/prelink.c" }
        filter "files:scripting/prelink/prelink.c"
            buildmessage(path.getname(prelinked))
            buildcommands { 'mkdir -p "' .. path.getdirectory(prelinked) .. '"',
                            '"%{cfg.targetdir}/prelink" "' .. v8.library .. '" "' .. prelinked .. '"' }
            buildinputs { v8.library, out .. "/make/scripting.make" }
            buildoutputs { prelinked }
        filter {}
    end

local function program()
    kind "ConsoleApp"
    links { "scripting", "engine", "stb", "uv", "wslay", "nettle", "xxhash", "m", "pthread", "stdc++" }
    link_v8()
end

project "thaw"
    files { "engine/main.c" }
    program()

-- one program a file: tests/unit/test_draw.c becomes build/bin/test_draw
group "tests"
for _, file in ipairs(os.matchfiles("tests/unit/test_*.c")) do
    project(path.getbasename(file))
        files { file }
        program()
        links { "cmocka", "SDL2" } -- some act as SDL's user themselves
end
group ""

-- what tests/bench/heap.mjs measures with
project "bench_heap"
    files { "tests/bench/heap.c" }
    program()
