/* prelink LIBRARY OUT: copies a shared library with its references to itself resolved. A program of the build.
 *
 * Debian links libnode so that at every start the dynamic loader looks up some 57,000 names, nine in ten of which libnode defines itself:
 * more than half of what starting a game takes. In the copy those are what they would be had libnode been linked with -Bsymbolic: an
 * offset from where the library is loaded, without a name. What stays a name: what other libraries define, and unique symbols (variables
 * that must be one in the whole process) that others could have. What only Node's cryptography needs is not asked for any more, and calls
 * of it lead nowhere. A copy is tried before it is used; a library of another shape than expected is left alone: OUT becomes a link to it,
 * and one line says why. See the ELF specification (x86-64 psABI, 4.4) for the kinds of relocations. */
#include "base.h"
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What Node's cryptography needs, and V8 never: a tenth of what starting a game takes. */
static const char *const unused[] = {"libcrypto.so", "libssl.so"};

struct library {
    char *bytes;
    size_t size;
    const Elf64_Phdr *segments;
    int segment_count;
    Elf64_Dyn *dynamic;
    size_t dynamic_count;
    uint64_t versions;     /* the address of each symbol's version; 0: nothing is dropped */
    bool dropped[1 << 15]; /* by version: its symbols are of a library that is not loaded */
};

/* `size` bytes at an address of the loaded library, as they lie in the file; NULL: they do not. */
static void *at_address(const struct library *library, uint64_t address, uint64_t size) {
    for (int i = 0; i < library->segment_count; i++) {
        const Elf64_Phdr *segment = &library->segments[i];
        if (segment->p_type != PT_LOAD || address < segment->p_vaddr || address - segment->p_vaddr > segment->p_filesz)
            continue;
        uint64_t within = address - segment->p_vaddr;
        if (size > segment->p_filesz - within || segment->p_offset > library->size || segment->p_filesz > library->size - segment->p_offset)
            return NULL;
        return library->bytes + segment->p_offset + within;
    }
    return NULL;
}

/* Finds the segments and the dynamic section; false: this is no 64-bit shared library for x86. */
static bool read_headers(struct library *library) {
    const Elf64_Ehdr *head = (const Elf64_Ehdr *)(const void *)library->bytes;
    if (library->size < sizeof *head || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 || head->e_ident[EI_CLASS] != ELFCLASS64 ||
        head->e_machine != EM_X86_64 || head->e_type != ET_DYN || head->e_phentsize != sizeof(Elf64_Phdr) ||
        head->e_phoff > library->size || head->e_phnum > (library->size - head->e_phoff) / sizeof(Elf64_Phdr))
        return false;
    library->segments = (const Elf64_Phdr *)(const void *)(library->bytes + head->e_phoff);
    library->segment_count = head->e_phnum;
    for (int i = 0; i < library->segment_count; i++) {
        const Elf64_Phdr *segment = &library->segments[i];
        if (segment->p_type == PT_DYNAMIC) {
            library->dynamic = at_address(library, segment->p_vaddr, segment->p_filesz);
            library->dynamic_count = segment->p_filesz / sizeof *library->dynamic;
        }
    }
    return library->dynamic != NULL;
}

static Elf64_Dyn *entry(const struct library *library, int64_t tag) {
    for (size_t i = 0; i < library->dynamic_count && library->dynamic[i].d_tag != DT_NULL; i++)
        if (library->dynamic[i].d_tag == tag)
            return &library->dynamic[i];
    return NULL;
}

static uint64_t value(const struct library *library, int64_t tag) {
    const Elf64_Dyn *found = entry(library, tag);
    return found ? found->d_un.d_val : 0;
}

/* A unique symbol is one in the whole process, since any library may have it too; but nobody else has variables of V8's inside, or of
 * Node's. Its name is mangled (Itanium C++ ABI, 5.1): a variable of a namespace, of a function, or what guards one. */
static bool only_here(const struct library *library, const Elf64_Sym *symbol) {
    const char *name = at_address(library, value(library, DT_STRTAB) + symbol->st_name, sizeof "_ZGVZNK2v88internal");
    if (!name || strncmp(name, "_Z", 2) != 0)
        return false;
    name += 2 + strspn(name + 2, "GKNVZ");
    return strncmp(name, "2v88internal", 12) == 0 || strncmp(name, "4node", 5) == 0;
}

/* A string of the library that begins with `start`, such as a name with a version behind it. */
static bool begins(const struct library *library, uint64_t string, const char *start) {
    const char *text = at_address(library, value(library, DT_STRTAB) + string, strlen(start));
    return text && strncmp(text, start, strlen(start)) == 0;
}

static bool is_unused(const struct library *library, uint64_t name) {
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(unused); i++)
        found = found || begins(library, name, unused[i]);
    return found;
}

/* Notes the versions of the symbols that the library wants of the unused ones, and takes those out of the chain of wanted versions. False:
 * it has no such chain. */
static bool drop_versions(struct library *library) {
    Elf64_Dyn *first = entry(library, DT_VERNEED), *count = entry(library, DT_VERNEEDNUM);
    library->versions = value(library, DT_VERSYM);
    if (!first || !count || !library->versions)
        return false;
    Elf64_Verneed *kept = NULL;
    uint64_t at = first->d_un.d_ptr, kept_at = 0, next = 1;
    for (uint64_t left = count->d_un.d_val; left && next; left--, at += next) {
        Elf64_Verneed *need = at_address(library, at, sizeof *need);
        if (!need)
            return false;
        next = need->vn_next;
        if (is_unused(library, need->vn_file)) {
            uint64_t wanted = at + need->vn_aux;
            for (int i = 0; i < need->vn_cnt; i++) {
                const Elf64_Vernaux *version = at_address(library, wanted, sizeof *version);
                if (!version)
                    return false;
                library->dropped[version->vna_other & 0x7fff] = true;
                wanted += version->vna_next;
            }
            count->d_un.d_val--;
            continue;
        }
        if (kept)
            kept->vn_next = (Elf64_Word)(at - kept_at);
        else
            first->d_un.d_ptr = at;
        kept = need;
        kept_at = at;
    }
    if (kept)
        kept->vn_next = 0;
    return kept != NULL;
}

/* The library no longer asks for the unused ones, and has no reference to what they define. */
static bool drop_unused(struct library *library) {
    if (!drop_versions(library))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < library->dynamic_count; i++)
        if (library->dynamic[i].d_tag != DT_NEEDED || !is_unused(library, library->dynamic[i].d_un.d_val))
            library->dynamic[kept++] = library->dynamic[i];
    memset(library->dynamic + kept, 0, (library->dynamic_count - kept) * sizeof *library->dynamic);
    return true;
}

/* Turns a reference into an offset if the library itself defines what it names, into none if a library does that is not loaded. */
static void resolve(const struct library *library, Elf64_Rela *rela) {
    uint64_t type = ELF64_R_TYPE(rela->r_info), number = ELF64_R_SYM(rela->r_info);
    if (type != R_X86_64_64 && type != R_X86_64_GLOB_DAT && type != R_X86_64_JUMP_SLOT)
        return;
    const Elf64_Sym *symbol = at_address(library, value(library, DT_SYMTAB) + number * sizeof *symbol, sizeof *symbol);
    const Elf64_Half *version = at_address(library, library->versions + number * sizeof *version, sizeof *version);
    if (symbol && symbol->st_shndx == SHN_UNDEF && library->versions && version && library->dropped[*version & 0x7fff])
        rela->r_info = ELF64_R_INFO(0, R_X86_64_NONE);
    if (!symbol || symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= SHN_LORESERVE)
        return;
    uint64_t binding = ELF64_ST_BIND(symbol->st_info);
    if ((binding != STB_GLOBAL && binding != STB_WEAK && !(binding == STB_GNU_UNIQUE && only_here(library, symbol))) ||
        (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC && ELF64_ST_TYPE(symbol->st_info) != STT_OBJECT))
        return;
    rela->r_addend = (int64_t)symbol->st_value + (type == R_X86_64_64 ? rela->r_addend : 0);
    rela->r_info = ELF64_R_INFO(0, R_X86_64_RELATIVE);
}

static int by_address(const void *a, const void *b) {
    uint64_t left = ((const Elf64_Rela *)a)->r_offset, right = ((const Elf64_Rela *)b)->r_offset;
    return left < right ? -1 : left > right;
}

/* The loader does the offsets in one short loop if they come first. Those that called functions of the library (DT_JMPREL, right behind
 * DT_RELA) join them, and what is left of that table starts later. False: the tables are not as expected. */
static bool prelink(struct library *library) {
    Elf64_Dyn *size = entry(library, DT_RELASZ), *count = entry(library, DT_RELACOUNT), *calls = entry(library, DT_JMPREL),
              *calls_size = entry(library, DT_PLTRELSZ);
    uint64_t table = value(library, DT_RELA);
    bool now = (value(library, DT_FLAGS) & DF_BIND_NOW) || (value(library, DT_FLAGS_1) & DF_1_NOW); /* else calls know their places */
    if (!size || !count || !calls || !calls_size || !now || value(library, DT_RELAENT) != sizeof(Elf64_Rela) ||
        value(library, DT_PLTREL) != DT_RELA || calls->d_un.d_ptr != table + size->d_un.d_val)
        return false;
    size_t all = (size->d_un.d_val + calls_size->d_un.d_val) / sizeof(Elf64_Rela), offsets = 0, slots = 0;
    Elf64_Rela *relas = at_address(library, table, all * sizeof *relas);
    if (!relas)
        return false;
    Elf64_Rela *sorted = base_alloc(all * sizeof *sorted);
    for (size_t i = 0; i < all; i++)
        resolve(library, &relas[i]);
    for (int pass = 0; pass < 3; pass++) { /* offsets, names of data, names of functions that are called */
        for (size_t i = 0, at = pass == 0 ? 0 : pass == 1 ? offsets : all - slots; i < all; i++) {
            uint64_t type = ELF64_R_TYPE(relas[i].r_info);
            if ((type == R_X86_64_RELATIVE ? 0 : type == R_X86_64_JUMP_SLOT ? 2 : 1) == pass)
                sorted[at++] = relas[i];
            if (pass == 0) {
                offsets += type == R_X86_64_RELATIVE;
                slots += type == R_X86_64_JUMP_SLOT;
            }
        }
    }
    qsort(sorted, offsets, sizeof *sorted, by_address);
    memcpy(relas, sorted, all * sizeof *sorted);
    free(sorted);
    printf("prelink: %zu of %zu references are offsets now\n", offsets, all);
    size->d_un.d_val = (all - slots) * sizeof *relas;
    count->d_un.d_val = offsets;
    calls->d_un.d_ptr = table + size->d_un.d_val;
    calls_size->d_un.d_val = slots * sizeof *relas;
    return true;
}

/* In small pieces: the kernel keeps a file in memory as it was written, and a program that runs one byte of a piece has all of it in its
 * resident set; 64 KB is what it maps around a byte in any case. */
static bool write_copy(const char *path, const struct library *library) {
    enum { PIECE = 1 << 14 };
    char *aside = base_format("%s.new", path);
    FILE *file = fopen(aside, "wb");
    bool done = file && setvbuf(file, NULL, _IONBF, 0) == 0;
    for (size_t at = 0; done && at < library->size; at += PIECE) {
        size_t size = library->size - at < PIECE ? library->size - at : PIECE;
        done = fwrite(library->bytes + at, 1, size, file) == size;
    }
    done = file && fclose(file) == 0 && done && rename(aside, path) == 0; /* a copy that somebody runs stays whole */
    free(aside);
    return done;
}

/* Whether a process survives the loading of it, with what its libraries do at their start and end. */
static bool loads(const char *path) {
    int status = 1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL); /* a library that is missing something may die of it: an answer, not a find for a sanitizer */
        bool loaded = dlopen(path, RTLD_NOW) != NULL;
#ifdef __SANITIZE_ADDRESS__
        _exit(!loaded); /* what V8 leaks at its start is of no interest */
#endif
        exit(!loaded);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Makes the copy, without what is unused or with it. False: the library is of another shape, or the copy does not load, or `failed`, errno
 * says why, it could not be written. */
static bool make(const char *from, const char *to, bool drops, bool *failed) {
    struct error err;
    struct library *library = base_alloc(sizeof *library);
    *library = (struct library){0};
    library->bytes = base_read_file(from, INT_MAX, &library->size, &err);
    *failed = !library->bytes;
    bool done = !*failed && read_headers(library) && (!drops || drop_unused(library)) && prelink(library);
    if (done && !write_copy(to, library))
        *failed = true;
    free(library->bytes);
    free(library);
    return done && !*failed && loads(to);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "prelink: takes a shared library and the file to write\n");
        return 2;
    }
    bool failed, done = make(argv[1], argv[2], true, &failed);
    if (!done && !failed) {
        printf("prelink: %s does not load without libcrypto\n", argv[1]);
        done = make(argv[1], argv[2], false, &failed);
    }
    if (!done && !failed) {
        printf("prelink: %s has another shape than expected and is used as it is\n", argv[1]);
        unlink(argv[2]);
        failed = symlink(argv[1], argv[2]) != 0;
    }
    if (failed)
        fprintf(stderr, "prelink: cannot make %s of %s: %s\n", argv[2], argv[1], strerror(errno));
    return failed;
}
