import HTTPMessage
import Settings
import WebAPI
import WebPages

/// The pages for errors of one request. Whether its client shows one is asked only when there is an error.
struct Refusals: Sendable {
    private let request: Request
    private let livePages: LivePages
    private let live: LiveSettings

    init(of request: Request, pages: LivePages, live: LiveSettings) {
        self.request = request
        livePages = pages
        self.live = live
    }

    /// Nil if the client is no browser that opens a page.
    var pages: RefusalPages? {
        guard var pages = livePages.value.refusals(to: request.method, request.fields) else { return nil }
        if ForwardRoute.isAsked(by: request) { pages.place = .service(home: live.value.publicURL?.text) }
        return pages
    }
}
