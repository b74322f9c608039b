/* Preloaded into thaw by the group warm, to start V8 in other ways than thaw does without a line of thaw's for it:
 *   WARM_FLAGS    flags of V8, set after thaw's own
 *   WARM_CLEAR    functions are frozen without their code (kClear)
 *   WARM_SINGLE   a platform without threads (with --single-threaded in WARM_FLAGS)
 *   WARM_HUGE     large pieces of memory that V8 and malloc take are to be of huge pages
 * The names are those of V8's C++ functions as libnode exports them on x86-64, their arguments what that ABI makes of them. */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { KEEP_NOTHING = 0, HUGE_SIZE = 2 << 20 };

struct startup_data {
    const char *bytes;
    int size;
};

#define PLATFORM "_ZN2v82V818InitializePlatformEPNS_8PlatformE"
#define BLOB     "_ZN2v815SnapshotCreator10CreateBlobENS0_20FunctionCodeHandlingE"
#define THREADED                                                                                                                        \
    "_ZN2v88platform18NewDefaultPlatformEiNS0_15IdleTaskSupportENS0_21InProcessStackDumpingESt10unique_ptrINS_17TracingControllerESt14" \
    "default_deleteIS4_EE"
#define SINGLE                                                                                                                        \
    "_ZN2v88platform32NewSingleThreadedDefaultPlatformENS0_15IdleTaskSupportENS0_21InProcessStackDumpingESt10unique_ptrINS_17Tracing" \
    "ControllerESt14default_deleteIS4_EE"

void initialize_platform(void *platform) __asm__(PLATFORM);
struct startup_data create_blob(void *creator, int handling) __asm__(BLOB);
void *new_platform(void *result, int threads, int idle, int dumping, void *tracing) __asm__(THREADED);

/* A function of the library that this one stands before; a pointer to data is not one to a function in C. */
static void find(const char *name, void *function) {
    *(void **)function = dlsym(RTLD_NEXT, name);
    if (!*(void **)function)
        abort();
}

void initialize_platform(void *platform) {
    void (*next)(void *), (*flags)(const char *);
    const char *text = getenv("WARM_FLAGS");
    find(PLATFORM, &next);
    find("_ZN2v82V818SetFlagsFromStringEPKc", &flags);
    if (text)
        flags(text);
    next(platform);
}

struct startup_data create_blob(void *creator, int handling) {
    struct startup_data (*next)(void *, int);
    find(BLOB, &next);
    return next(creator, getenv("WARM_CLEAR") ? KEEP_NOTHING : handling);
}

void *new_platform(void *result, int threads, int idle, int dumping, void *tracing) {
    void *(*next)(void *, int, int, int, void *), *(*single)(void *, int, int, void *);
    if (getenv("WARM_SINGLE")) {
        find(SINGLE, &single);
        return single(result, idle, dumping, tracing);
    }
    find(THREADED, &next);
    return next(result, threads, idle, dumping, tracing);
}

void *mmap(void *at, size_t size, int protection, int flags, int file, off_t offset) {
    static int huge = -1;
    if (huge < 0)
        huge = getenv("WARM_HUGE") != NULL;
    void *pages = (void *)syscall(SYS_mmap, at, size, protection, flags, file, offset);
    if (huge && pages != MAP_FAILED && (flags & MAP_ANONYMOUS) && size >= HUGE_SIZE)
        madvise(pages, size, MADV_HUGEPAGE);
    return pages;
}
