#include <dlfcn.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

// The functions of libssl that kith uses. The library is loaded when a certificate is set: most nodes have none. libcrypto,
// which every agent needs, is linked. The types are those of the headers.
#define KITH_TLS_FUNCTIONS(each) \
    each(TLS_server_method) each(SSL_CTX_new) each(SSL_CTX_free) each(SSL_CTX_ctrl) each(SSL_CTX_set_options) \
    each(SSL_CTX_set_cipher_list) each(SSL_CTX_set_num_tickets) each(SSL_CTX_set_alpn_select_cb) \
    each(SSL_CTX_use_certificate) each(SSL_CTX_use_PrivateKey) \
    each(SSL_new) each(SSL_free) each(SSL_set_bio) each(SSL_set_accept_state) each(SSL_read) each(SSL_write) \
    each(SSL_get_error) each(SSL_shutdown) each(SSL_has_pending) each(SSL_pending) each(SSL_is_init_finished) \
    each(SSL_rstate_string)

struct kith_tls {
#define KITH_TLS_MEMBER(name) __typeof__(&name) name;
    KITH_TLS_FUNCTIONS(KITH_TLS_MEMBER)
#undef KITH_TLS_MEMBER
};

// Returns nonzero if it is not installed, or lacks a function. It is never unloaded.
static inline int kith_tls_load(struct kith_tls *functions) {
    void *library = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library) return -1;
#define KITH_TLS_FIND(name) \
    if (!(functions->name = (__typeof__(&name))dlsym(library, #name))) return -1;
    KITH_TLS_FUNCTIONS(KITH_TLS_FIND)
#undef KITH_TLS_FIND
    return 0;
}

// The memory that a session reads from and writes to during one call. All sessions of a thread share it, so an idle one
// holds no buffer.
struct kith_tls_buffers {
    const unsigned char *input;
    size_t input_count;
    unsigned char *output;
    size_t output_count;
    size_t output_room;
};

// Whether SSL_rstate_string says that the head of a record has been read, but not the record.
static inline int kith_tls_is_body(const char *state) { return !strcmp(state, "RB"); }

static int kith_tls_take(BIO *bio, char *room, int most) {
    struct kith_tls_buffers *buffers = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (most <= 0) return 0;
    size_t count = buffers->input_count < (size_t)most ? buffers->input_count : (size_t)most;
    if (count == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    memcpy(room, buffers->input, count);
    buffers->input += count;
    buffers->input_count -= count;
    return (int)count;
}

static int kith_tls_give(BIO *bio, const char *bytes, int length) {
    struct kith_tls_buffers *buffers = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (length <= 0) return 0;
    if ((size_t)length > buffers->output_room - buffers->output_count) {
        BIO_set_retry_write(bio);
        return -1;
    }
    memcpy(buffers->output + buffers->output_count, bytes, (size_t)length);
    buffers->output_count += (size_t)length;
    return length;
}

static long kith_tls_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static inline BIO_METHOD *kith_tls_method(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "kith");
    if (!method) return 0;
    BIO_meth_set_read(method, kith_tls_take);
    BIO_meth_set_write(method, kith_tls_give);
    BIO_meth_set_ctrl(method, kith_tls_control);
    return method;
}

static inline BIO *kith_tls_bio(const BIO_METHOD *method, struct kith_tls_buffers *buffers) {
    BIO *bio = BIO_new(method);
    if (!bio) return 0;
    BIO_set_data(bio, buffers);
    BIO_set_init(bio, 1);
    return bio;
}

// The constants are macros that Swift cannot read.
#define KITH_OPTIONS (SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_SINGLE_ECDH_USE)
static const uint64_t KITH_TLS_OPTIONS = KITH_OPTIONS;

// The password of a key: there is none, and OpenSSL must not ask for one on the terminal.
static inline int kith_no_password(char *room, int size, int is_for_writing, void *context) {
    (void)room, (void)size, (void)is_for_writing, (void)context;
    return -1;
}

static inline EVP_PKEY *kith_read_key(BIO *bio) { return PEM_read_bio_PrivateKey(bio, 0, kith_no_password, 0); }
static inline int kith_error_library(unsigned long code) { return ERR_GET_LIB(code); }
static inline int kith_error_reason(unsigned long code) { return ERR_GET_REASON(code); }
static inline int kith_name_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }
static inline void kith_names_free(GENERAL_NAMES *names) { GENERAL_NAMES_free(names); }

// One subject alternative name. Returns its kind (GEN_DNS, GEN_IPADD), and its bytes for these two.
static inline int kith_name_at(const GENERAL_NAMES *names, int index, const unsigned char **bytes, int *count) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    const ASN1_STRING *text = name->type == GEN_DNS ? name->d.dNSName : name->type == GEN_IPADD ? name->d.iPAddress : 0;
    *bytes = text ? ASN1_STRING_get0_data(text) : 0;
    *count = text ? ASN1_STRING_length(text) : 0;
    return name->type;
}

static inline STACK_OF(X509) *kith_stack(X509 *const *certificates, int count) {
    STACK_OF(X509) *stack = sk_X509_new_null();
    for (int index = 0; stack && index < count; index++) sk_X509_push(stack, certificates[index]);
    return stack;
}
static inline void kith_stack_free(STACK_OF(X509) *stack) { sk_X509_free(stack); }
