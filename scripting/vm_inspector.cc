#include "vm_v8.h"
extern "C" {
#include "log.h"
#include "sourcemap.h"
#include "vm_debug.h"
}
#include <cstring>
#include <ctime>
#include <memory>
#include <string>

using v8_inspector::StringBuffer;
using v8_inspector::StringView;

enum {
    GROUP = 1,       /* the one context group */
    CONTEXT_IDS = 8, /* how many games in a row have different ones */
};

static const char skip_engine[] = "{\"id\":0,\"method\":\"Debugger.setBlackboxPatterns\",\"params\":{\"patterns\":[\"^thaw:\"]}}";

static StringView view_of(const char *bytes, size_t size) {
    return StringView(reinterpret_cast<const uint8_t *>(bytes), size);
}

template <typename Unit> static bool is_ascii(const Unit *units, size_t length) {
    unsigned all = 0;
    for (size_t i = 0; i < length; i++)
        all |= units[i];
    return all < 0x80;
}

/* V8's texts are Latin-1 or UTF-16; messages of the protocol are ASCII in either. Those must not touch V8's heap: the progress of a heap
 * snapshot is told while V8 walks that heap, and an allocation there ends in a crash (V8 11.3). */
static std::string utf8_of(v8::Isolate *isolate, StringView view) {
    if (view.is8Bit() && is_ascii(view.characters8(), view.length()))
        return std::string(view.characters8(), view.characters8() + view.length());
    if (!view.is8Bit() && is_ascii(view.characters16(), view.length()))
        return std::string(view.characters16(), view.characters16() + view.length());
    v8::HandleScope handle_scope(isolate);
    v8::Local<v8::String> text;
    bool made =
        view.is8Bit()
            ? v8::String::NewFromOneByte(isolate, view.characters8(), v8::NewStringType::kNormal, (int)view.length()).ToLocal(&text)
            : v8::String::NewFromTwoByte(isolate, view.characters16(), v8::NewStringType::kNormal, (int)view.length()).ToLocal(&text);
    v8::String::Utf8Value utf8(isolate, made ? text.As<v8::Value>() : v8::String::Empty(isolate).As<v8::Value>());
    return std::string(*utf8 ? *utf8 : "", *utf8 ? (size_t)utf8.length() : 0);
}

/* One client's session with its channel; V8 keeps a raw pointer to the channel, so a session never moves. */
struct debug_session : v8_inspector::V8Inspector::Channel {
    struct vm_debug *debug;
    uint32_t client;
    int busy = 0;         /* how deep inside its own dispatch */
    bool leaving = false; /* to be destroyed when busy is 0 */
    bool own = false;     /* what it is served is ours, and the answer goes no further */
    std::unique_ptr<v8_inspector::V8InspectorSession> session;

    void order(const char *message) {
        own = true;
        session->dispatchProtocolMessage(StringView(reinterpret_cast<const uint8_t *>(message), strlen(message)));
        own = false;
    }
    debug_session(struct vm_debug *debug, uint32_t client) : debug(debug), client(client) {
    }
    void send(std::unique_ptr<StringBuffer> message);
    void sendResponse(int, std::unique_ptr<StringBuffer> message) override {
        if (!own)
            send(std::move(message));
    }
    void sendNotification(std::unique_ptr<StringBuffer> message) override {
        if (client != VM_DEBUG_OWN)
            send(std::move(message));
    }
    void flushProtocolNotifications() override {
    }
};

struct vm_debug : v8_inspector::V8InspectorClient {
    struct vm *vm;
    struct vm_debug_desc desc;
    std::unique_ptr<v8_inspector::V8Inspector> inspector;
    std::vector<std::unique_ptr<debug_session>> sessions;
    bool paused = false, resume = false;
    uint64_t pauses = 0; /* that there were */
    int64_t last_id = 0;
    std::string answer; /* the last to VM_DEBUG_OWN */

    vm_debug(struct vm *vm, const struct vm_debug_desc *desc) : vm(vm), desc(*desc) {
    }
    void runMessageLoopOnPause(int) override;
    void quitMessageLoopOnPause() override {
        resume = true;
    }
    void runIfWaitingForDebugger(int) override {
        desc.go(desc.self);
    }
    v8::Local<v8::Context> ensureDefaultContextInGroup(int) override {
        return vm->context.Get(vm->isolate);
    }
    double currentTimeMS() override {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
    }
    int64_t generateUniqueId() override {
        return ++last_id;
    }
    /* Modules are named by their file: URL already, and so shall nothing be changed. */
    std::unique_ptr<StringBuffer> resourceNameToUrl(const StringView &) override {
        return nullptr;
    }
    void consoleAPIMessage(int, v8::Isolate::MessageErrorLevel level, const StringView &message, const StringView &url, unsigned line,
                           unsigned, v8_inspector::V8StackTrace *) override;
    debug_session *find(uint32_t client);
    void sweep();
};

void debug_session::send(std::unique_ptr<StringBuffer> message) {
    if (leaving)
        return;
    std::string text = utf8_of(debug->vm->isolate, message->string());
    if (client == VM_DEBUG_OWN)
        debug->answer = text;
    else
        debug->desc.send(debug->desc.self, client, text.data(), text.size());
}

debug_session *vm_debug::find(uint32_t client) {
    for (auto &entry : sessions)
        if (entry->client == client && !entry->leaving)
            return entry.get();
    return nullptr;
}

/* Destroys the sessions whose clients are gone and that are not on the stack. V8 ends a pause itself when its last session goes. */
void vm_debug::sweep() {
    for (size_t i = sessions.size(); i-- > 0;)
        if (sessions[i]->leaving && !sessions[i]->busy) {
            std::unique_ptr<debug_session> gone = std::move(sessions[i]);
            sessions.erase(sessions.begin() + (long)i);
            gone->session.reset();
        }
}

/* V8 is paused: this is the loop of the whole program until something resumes it. It does not nest: a pause inside an evaluation that was
 * asked for during a pause is V8's to refuse. */
void vm_debug::runMessageLoopOnPause(int) {
    if (paused)
        return;
    char place[512];
    vm_caller(vm, place, sizeof place);
    paused = true;
    pauses++;
    resume = false;
    while (!resume) {
        if (!desc.pause(desc.self, place)) {
            for (auto &entry : sessions)
                entry->session->resume(true); /* and ends the script: the game is to end */
            break;
        }
        bool anyone = false;
        for (auto &entry : sessions)
            anyone = anyone || !entry->leaving;
        if (!anyone)
            break;
        v8::platform::PumpMessageLoop(vm_platform(), vm->isolate);
    }
    paused = false;
}

void vm_debug::consoleAPIMessage(int, v8::Isolate::MessageErrorLevel level, const StringView &message, const StringView &url, unsigned line,
                                 unsigned column, v8_inspector::V8StackTrace *) {
    std::string text = utf8_of(vm->isolate, message), name = utf8_of(vm->isolate, url);
    int at_line = (int)line, at_column = (int)column;
    sourcemap_place(&vm->list, name.c_str(), &at_line, &at_column);
    char *shown = module_shown(name.c_str()), *place = name.empty() ? base_strdup("") : base_format("%s:%d", shown, at_line);
    enum log_level to = level == v8::Isolate::kMessageError     ? LOG_ERROR
                        : level == v8::Isolate::kMessageWarning ? LOG_WARN
                        : level == v8::Isolate::kMessageInfo    ? LOG_INFO
                        : level == v8::Isolate::kMessageDebug   ? LOG_DEBUG
                                                                : LOG_LOG;
    log_write(to, place, text.data(), text.size());
    free(shown);
    free(place);
}

/* Scripts out of a snapshot have lost their context, and V8 would bind no breakpoint to them (nodejs/node#36403). Binding a module's code
 * to the context, without running it, stamps the script anew. After contextCreated and before any session connects. */
static void bind_scripts(struct vm *vm) {
    for (v8::Global<v8::Module> &entry : vm->modules) {
        v8::Local<v8::Module> module = entry.Get(vm->isolate);
        if (!module->IsSourceTextModule() || module->GetStatus() == v8::Module::kErrored)
            continue;
        v8::Local<v8::UnboundModuleScript> code = module->GetUnboundModuleScript();
        v8::Local<v8::UnboundScript> same; /* both are V8's SharedFunctionInfo */
        memcpy(static_cast<void *>(&same), &code, sizeof same);
        same->BindToCurrentContext();
    }
}

extern "C" struct vm_debug *vm_debug_start(struct vm *vm, const struct vm_debug_desc *desc) {
    struct vm_debug *debug = new struct vm_debug(vm, desc);
    VM_ENTER(vm);
    vm->debug = debug;
    debug->inspector = v8_inspector::V8Inspector::create(vm->isolate, debug);
    v8_inspector::V8ContextInfo info(context, GROUP, view_of("game", 4));
    static const char is_default[] = "{\"isDefault\":true}";
    info.auxData = view_of(is_default, sizeof is_default - 1);
    /* VS Code drops the scripts of a context that is gone by its id, those of the next too if that had the same: so ids take turns. */
    static int starts;
    for (int i = 0; i < starts; i++) {
        debug->inspector->contextCreated(info);
        debug->inspector->contextDestroyed(context);
    }
    starts = (starts + 1) % CONTEXT_IDS;
    debug->inspector->contextCreated(info);
    bind_scripts(vm);
    return debug;
}

/* Sessions first, so that nobody is told of the context's end: VS Code would end its session. */
extern "C" void vm_debug_stop(struct vm_debug *debug) {
    ASSERT(!debug->paused);
    struct vm *vm = debug->vm;
    {
        VM_ENTER(vm);
        for (auto &entry : debug->sessions)
            entry->session.reset(); /* what it still owes an answer is answered with an error */
        debug->sessions.clear();
        debug->inspector->contextDestroyed(context);
    }
    debug->inspector.reset();
    vm->debug = nullptr;
    delete debug;
}

extern "C" void vm_debug_connect(struct vm_debug *debug, uint32_t client, const char *cookie, size_t size) {
    VM_ENTER(debug->vm);
    auto entry = std::make_unique<debug_session>(debug, client);
#if V8_MAJOR_VERSION >= 11
    entry->session = debug->inspector->connect(GROUP, entry.get(), view_of(cookie, size), v8_inspector::V8Inspector::kFullyTrusted);
#else
    entry->session = debug->inspector->connect(GROUP, entry.get(), view_of(cookie, size));
#endif
    debug->sessions.push_back(std::move(entry));
}

extern "C" void vm_debug_disconnect(struct vm_debug *debug, uint32_t client) {
    debug_session *entry = debug->find(client);
    if (!entry)
        return;
    VM_ENTER(debug->vm);
    entry->leaving = true;
    if (entry->busy) /* it is inside its own message and cannot be destroyed yet: what it set must end all the same */
        entry->order("{\"id\":0,\"method\":\"Debugger.disable\"}");
    if (entry->busy && !debug->paused) /* and what it evaluates */
        vm_stop(debug->vm, "Error: the debugger that evaluated this is gone");
    debug->sweep();
}

extern "C" void vm_debug_dispatch(struct vm_debug *debug, uint32_t client, const char *bytes, size_t size, bool passes) {
    debug_session *entry = debug->find(client);
    if (!entry)
        return;
    bool paused = debug->paused,
         between = !paused && !(debug->vm->calls & 1); /* promise jobs are the game's: not in the middle of its script */
    vm_running mark(debug->vm);
    VM_ENTER(debug->vm);
    entry->busy++;
    entry->session->dispatchProtocolMessage(view_of(bytes, size));
    if (passes && debug->find(client))
        entry->order(skip_engine);
    entry->busy--;
    if (between && !debug->paused)
        debug->vm->isolate->PerformMicrotaskCheckpoint();
    struct fault ignored; /* an evaluation that was ended is told to its client by V8 */
    if (between)
        vm_was_stopped(debug->vm, &ignored);
    debug->sweep();
}

std::string vm_debug_ask(struct vm_debug *debug, const std::string &message) {
    debug->answer.clear();
    vm_debug_dispatch(debug, VM_DEBUG_OWN, message.data(), message.size(), false);
    return debug->answer;
}

extern "C" char *vm_debug_cookie(struct vm_debug *debug, uint32_t client, size_t *size) {
    debug_session *entry = debug->find(client);
    if (!entry)
        return NULL;
    std::vector<uint8_t> state = entry->session->state();
    char *cookie = static_cast<char *>(base_alloc(state.size() + 1));
    memcpy(cookie, state.data(), state.size());
    *size = state.size();
    return cookie;
}

void vm_debug_thrown(struct vm *vm, v8::Local<v8::Context> context, v8::Local<v8::Value> exception, v8::Local<v8::Message> message) {
    if (!vm->debug)
        return;
    static const char uncaught[] = "Uncaught";
    v8_inspector::V8Inspector *inspector = vm->debug->inspector.get();
    v8::String::Utf8Value text(vm->isolate, message->Get()), url(vm->isolate, message->GetScriptResourceName());
    v8::Local<v8::StackTrace> stack = message->GetStackTrace();
    int script =
        stack.IsEmpty() || !stack->GetFrameCount() ? message->GetScriptOrigin().ScriptId() : stack->GetFrame(vm->isolate, 0)->GetScriptId();
    inspector->exceptionThrown(context, view_of(uncaught, sizeof uncaught - 1), exception,
                               view_of(*text ? *text : "", (size_t)text.length()), view_of(*url ? *url : "", (size_t)url.length()),
                               (unsigned)message->GetLineNumber(context).FromMaybe(0),
                               (unsigned)message->GetStartColumn(context).FromMaybe(0) + 1, inspector->createStackTrace(stack), script);
}

extern "C" bool vm_debug_begin(struct bind_call *call) {
    static const char reason[] = "Break on start";
    v8::Isolate *isolate = call->vm->isolate;
    v8::Local<v8::Value> *hook = static_cast<v8::Local<v8::Value> *>(call->args[0].any);
    v8::Local<v8::Value> *argument = static_cast<v8::Local<v8::Value> *>(call->args[1].any);
    if (!(*hook)->IsFunction())
        return true;
    if (call->vm->debug)
        for (auto &entry : call->vm->debug->sessions)
            entry->session->schedulePauseOnNextStatement(view_of(reason, sizeof reason - 1), view_of("{}", 2));
    call->thrown = BIND_PENDING;
    call->result.type = BIND_ANY;
    call->result.any = hook;
    return hook->As<v8::Function>()->Call(isolate->GetCurrentContext(), v8::Undefined(isolate), 1, argument).ToLocal(hook);
}

extern "C" void vm_debug_pause_next(struct vm_debug *debug, uint32_t client) {
    static const char reason[] = "other";
    debug_session *entry = debug->find(client);
    if (entry)
        entry->session->schedulePauseOnNextStatement(view_of(reason, sizeof reason - 1), view_of("{}", 2));
}

extern "C" bool vm_debug_pause(struct vm_debug *debug, const char *reason) {
    uint64_t before = debug->pauses;
    VM_ENTER(debug->vm);
    for (size_t i = 0; i < debug->sessions.size() && debug->pauses == before; i++)
        if (!debug->sessions[i]->leaving)
            debug->sessions[i]->session->breakProgram(view_of(reason, strlen(reason)), view_of("{}", 2));
    return debug->pauses != before;
}

extern "C" void vm_debug_pause_soon(struct vm_debug *debug, const char *reason) {
    for (auto &entry : debug->sessions)
        if (!entry->leaving)
            entry->session->schedulePauseOnNextStatement(view_of(reason, strlen(reason)), view_of("{}", 2));
}

extern "C" bool vm_debug_serving(const struct vm_debug *debug) {
    for (auto &entry : debug->sessions)
        if (entry->busy && !entry->leaving)
            return true;
    return debug->paused;
}

extern "C" bool vm_debug_paused(const struct vm_debug *debug) {
    return debug->paused && !debug->resume;
}
