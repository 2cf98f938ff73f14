#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/simple-watch.h>
#include <avahi-common/strlst.h>
#include <dlfcn.h>

// The functions that kith uses. The library is loaded at its first use: it loads ten others, which would delay every
// command and every start. The types are those of the headers.
#define KITH_AVAHI_FUNCTIONS(each) \
    each(avahi_simple_poll_new) each(avahi_simple_poll_get) each(avahi_simple_poll_free) \
    each(avahi_simple_poll_iterate) each(avahi_client_new) each(avahi_client_free) each(avahi_client_errno) \
    each(avahi_client_get_host_name_fqdn) \
    each(avahi_entry_group_new) each(avahi_entry_group_free) each(avahi_entry_group_commit) \
    each(avahi_entry_group_get_client) each(avahi_entry_group_add_service_strlst) each(avahi_string_list_add) \
    each(avahi_service_browser_new) each(avahi_service_browser_free) \
    each(avahi_service_resolver_new) each(avahi_service_resolver_free) each(avahi_string_list_get_next) \
    each(avahi_string_list_get_text) each(avahi_string_list_get_size) \
    each(avahi_string_list_free) each(avahi_alternative_service_name) each(avahi_free) each(avahi_strerror)

struct kith_avahi {
#define KITH_AVAHI_MEMBER(name) __typeof__(&name) name;
    KITH_AVAHI_FUNCTIONS(KITH_AVAHI_MEMBER)
#undef KITH_AVAHI_MEMBER
};

// Returns nonzero if it is not installed, or lacks a function. It is never unloaded: its threads and hooks may be in use.
static inline int kith_avahi_load(struct kith_avahi *functions) {
    void *library = dlopen("libavahi-client.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library) return -1;
    // Also searches the library's own dependencies: avahi-common.
#define KITH_AVAHI_FIND(name) \
    if (!(functions->name = (__typeof__(&name))dlsym(library, #name))) return -1;
    KITH_AVAHI_FUNCTIONS(KITH_AVAHI_FIND)
#undef KITH_AVAHI_FIND
    return 0;
}
