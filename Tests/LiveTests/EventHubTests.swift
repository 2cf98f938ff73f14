import Core
import Store
import Testing

@testable import HTTPServer
@testable import Live

@Suite struct EventHubTests {
    var fixture = HubFixture()
    private var anna: HubFixture.Person { HubFixture.anna }
    private var bert: HubFixture.Person { HubFixture.bert }

    @Test mutating func aCommitThatConcernsNobodyAsksNothing() {
        #expect(fixture.handle(.committed).isEmpty)
        #expect(fixture.hub.isIdle)
    }

    @Test mutating func theFirstStreamBeginsWhereTheStoreIs() {
        let stream = fixture.stream()
        let effects = fixture.handle(.opened(stream, anna.subscriber, after: 3))
        #expect(effects == [.ask(.welcome(anna.subscriber, after: 3, last: nil, at: fixture.now))])
        let greeted = fixture.handle(.answered(.welcome(fixture.welcome(position: 12, last: 12))))
        #expect(greeted == [.arrived(anna.id, anna.key), .greet(stream, fixture.welcome(position: 12, last: 12))])
        #expect(fixture.hub.sent == 12)
        #expect(fixture.hub.directory[stream]?.position == nil, "it is live")
    }

    @Test mutating func aLaterStreamBeginsWhereTheOthersAre() {
        let first = fixture.open(anna.subscriber, position: 10, last: 10)
        let second = fixture.stream()
        #expect(
            fixture.handle(.opened(second, bert.subscriber, after: nil)).question
                == .news(after: 10, of: fixture.hub.directory.ofPeer, admins: [], at: fixture.now))
        let told = fixture.handle(.answered(.news(fixture.news(11...12))))
        #expect(told.compactMap(\.sent).map(\.to) == [[first], [first]])
        #expect(told.question == .welcome(bert.subscriber, after: nil, last: 12, at: fixture.now))
    }

    @Test mutating func newsAreToldInOrderAndAskedForUntilThereAreNone() {
        let stream = fixture.open(anna.subscriber)
        let asked = fixture.handle(.committed)
        #expect(asked.question == .news(after: 10, of: fixture.hub.directory.ofPeer, admins: [], at: fixture.now))
        let told = fixture.handle(.answered(.news(fixture.news(11...13, isMore: true))))
        #expect(told.compactMap(\.sent).flatMap(\.ids) == [11, 12, 13])
        #expect(told.compactMap(\.sent).allSatisfy { $0.to == [stream] })
        guard case .news(after: 13, of: _, admins: _, at: _)? = told.question else {
            Issue.record("the next batch is asked for: \(told)")
            return
        }
        #expect(fixture.handle(.answered(.news(EventNews()))).isEmpty)
    }

    @Test mutating func aCommitWhileTheStoreIsAskedIsNotForgotten() {
        _ = fixture.open(anna.subscriber)
        #expect(fixture.handle(.committed).question != nil)
        #expect(fixture.handle(.committed).isEmpty, "one question at a time")
        #expect(fixture.handle(.committed).isEmpty)
        #expect(fixture.handle(.answered(.news(fixture.news(11...11)))).question != nil, "asked again, once")
        #expect(fixture.handle(.answered(.news(EventNews()))).isEmpty)
    }

    @Test mutating func anEventReachesItsRecipientsOnly() {
        let (first, second) = (fixture.open(anna.subscriber), fixture.open(bert.subscriber))
        let boss = fixture.open(.nodeOperator)
        _ = fixture.handle(.committed)
        let told = fixture.handle(
            .answered(
                .news(
                    EventNews(items: [
                        .init(event: fixture.event(11), recipients: .peers([anna.id])),
                        .init(event: fixture.event(12), recipients: .peers([])),
                        .init(event: fixture.event(13), recipients: .everyone),
                    ]))))
        #expect(told.compactMap(\.sent).map(\.ids) == [[11], [12], [13]])
        #expect(told.compactMap(\.sent).map(\.to) == [[first, boss], [boss], [first, second, boss]])
    }

    @Test mutating func aStreamThatIsBehindGetsPagesAndThenTheNews() {
        let live = fixture.open(bert.subscriber)
        let stream = fixture.stream()
        _ = fixture.handle(.opened(stream, anna.subscriber, after: 2))
        _ = fixture.handle(.answered(.news(EventNews())))
        let greeted = fixture.handle(.answered(.welcome(fixture.welcome(position: 2))))
        #expect(greeted.question == .page(anna.subscriber, after: 2, upTo: 10, at: fixture.now))
        let page = fixture.handle(.answered(.page(FoundEvents(events: [fixture.event(3), fixture.event(5)], next: 5))))
        #expect(page.compactMap(\.sent).map(\.ids) == [[3, 5]])
        #expect(page.question == nil, "the next page waits until the client has this one")
        // News meanwhile are for the others; this stream reaches them in its turn.
        _ = fixture.handle(.committed)
        #expect(fixture.handle(.answered(.news(fixture.news(11...11)))).compactMap(\.sent).map(\.to) == [[live]])
        #expect(fixture.handle(.taken(stream)).question == .page(anna.subscriber, after: 5, upTo: 11, at: fixture.now))
        let last = fixture.handle(.answered(.page(FoundEvents(events: [fixture.event(11)], next: nil))))
        #expect(last.compactMap(\.sent).map(\.ids) == [[11]])
        _ = fixture.handle(.committed)
        let told = fixture.handle(.answered(.news(fixture.news(12...12))))
        #expect(told.compactMap(\.sent).first.map { Set($0.to) } == [live, stream])
        #expect(fixture.handle(.taken(stream)).isEmpty, "a live stream needs no page")
    }

    @Test mutating func aStreamThatMissedSomethingIsGreetedSo() {
        let stream = fixture.stream()
        _ = fixture.handle(.opened(stream, anna.subscriber, after: 1))
        let effects = fixture.handle(.answered(.welcome(fixture.welcome(isMissed: true))))
        #expect(effects.contains(.greet(stream, fixture.welcome(isMissed: true))))
    }

    @Test mutating func aStreamThatWasRevokedWhileItOpenedIsClosed() {
        let stream = fixture.stream()
        _ = fixture.handle(.opened(stream, anna.subscriber, after: nil))
        let effects = fixture.handle(.answered(.welcome(fixture.welcome(isValid: false))))
        #expect(effects == [.close([stream], .revoked)])
        #expect(fixture.hub.isIdle)
    }

    @Test mutating func aStreamThatGoesWhileItOpensIsForgotten() {
        let (gone, next) = (fixture.stream(), fixture.stream())
        _ = fixture.handle(.opened(gone, anna.subscriber, after: nil))
        _ = fixture.handle(.opened(next, bert.subscriber, after: nil))
        #expect(fixture.handle(.closed(gone)).isEmpty, "it never arrived, so it does not depart")
        let effects = fixture.handle(.answered(.welcome(fixture.welcome())))
        #expect(effects.question == .welcome(bert.subscriber, after: nil, last: nil, at: fixture.now))
        #expect(!effects.contains { if case .greet = $0 { true } else { false } })
    }

    @Test mutating func theEventOfARevocationIsTheLastWordOfItsStreams() {
        let (first, second) = (fixture.open(anna.subscriber), fixture.open(anna.byToken))
        let other = fixture.open(bert.subscriber)
        _ = fixture.handle(.committed)
        let revocation = fixture.event(11, .tokenRevoked, of: anna.id)
        let told = fixture.handle(
            .answered(
                .news(
                    EventNews(items: [
                        .init(
                            event: revocation, recipients: .everyone, ended: [anna.subscriber, anna.byToken])
                    ]))))
        #expect(told.compactMap(\.sent).map(\.to) == [[other]])
        #expect(told.closed.count == 1)
        #expect(told.closed.first?.streams == [first, second])
        #expect(told.closed.first?.end == .revoked)
        #expect(told.closed.first?.last == 11)
        #expect(fixture.handle(.closed(first)) == [.departed(anna.id, anna.key)])
        #expect(fixture.handle(.closed(second)) == [.departed(anna.id, nil)])
        #expect(fixture.handle(.closed(second)).isEmpty, "once")
    }

    @Test mutating func onlyTheStreamsOfTheEndedCredentialAreClosed() {
        let (first, second) = (fixture.open(anna.subscriber), fixture.open(anna.byToken))
        let asked = fixture.handle(.credentialEnded(anna.id))
        #expect(asked.question == .check(anna.id, [anna.subscriber, anna.byToken], at: fixture.now))
        let ended = fixture.handle(.answered(.check(EventCheck(isOver: false, ended: [anna.byToken], ends: []))))
        #expect(ended.closed.map(\.streams) == [[second]])
        #expect(fixture.hub.directory[first] != nil)
        #expect(fixture.handle(.credentialEnded(bert.id)).isEmpty, "it has no stream")
    }

    @Test mutating func aFormerAdminReconnects() {
        let stream = fixture.open(anna.admin)
        let other = fixture.open(bert.subscriber)
        let asked = fixture.handle(.committed)
        guard case .news(_, _, let admins, _)? = asked.question else {
            Issue.record("\(asked)")
            return
        }
        #expect(admins == [anna.admin])
        var news = fixture.news(11...11, to: .peers([anna.id, bert.id]))
        news.demoted = [anna.admin]
        let told = fixture.handle(.answered(.news(news)))
        #expect(told.closed.map(\.end) == [.permissionsChanged])
        #expect(told.contains(.departed(anna.id, anna.key)))
        #expect(told.compactMap(\.sent).map(\.to) == [[other]])
        #expect(fixture.handle(.closed(stream)).isEmpty, "it has departed already")
    }

    @Test mutating func aRevokedAdminReceivesNothingForOperators() {
        let stream = fixture.open(anna.admin)
        _ = fixture.handle(.committed)
        var news = EventNews(items: [.init(event: fixture.event(11), recipients: .peers([]))])
        news.items.append(.init(event: fixture.event(12), recipients: .peers([anna.id])))
        news.ended = [anna.admin]
        let told = fixture.handle(.answered(.news(news)))
        #expect(told.compactMap(\.sent).map(\.ids) == [[12]])
        #expect(told.compactMap(\.sent).map(\.to) == [[stream]])
    }

    @Test mutating func streamsOfAGuestEndWithThePass() {
        let end = fixture.now + .minutes(10)
        let stream = fixture.stream()
        _ = fixture.handle(.opened(stream, anna.subscriber, after: nil))
        #expect(fixture.handle(.answered(.welcome(fixture.welcome(end: end)))).wake == end)
        fixture.now = end
        #expect(fixture.handle(.woken).question == .check(anna.id, [anna.subscriber], at: end))
        let over = fixture.handle(.answered(.check(EventCheck(isOver: true, ended: [anna.subscriber], ends: []))))
        #expect(over == [.expire(anna.id)], "the event of that end closes the stream")
    }

    @Test mutating func aWakeUpThatComesTooEarlyIsRepeated() {
        let end = fixture.now + .minutes(10)
        _ = fixture.open(anna.subscriber, end: end)
        #expect(fixture.handle(.woken).wake == end)
        #expect(fixture.handle(.committed).wake == nil, "one timer is enough")
    }

    @Test mutating func nobodyWaitsLongerThanADay() {
        _ = fixture.open(bert.subscriber)
        let stream = fixture.stream()
        _ = fixture.handle(.opened(stream, anna.subscriber, after: nil))
        _ = fixture.handle(.answered(.news(EventNews())))
        let effects = fixture.handle(.answered(.welcome(fixture.welcome(end: fixture.now + .days(30)))))
        #expect(effects.wake == fixture.now + .days(1))
    }

    @Test mutating func theNextEndIsPlannedAfterACheck() {
        _ = fixture.open(anna.subscriber)
        _ = fixture.handle(.credentialEnded(anna.id))
        let later = fixture.now + .hours(2)
        let check = EventCheck(isOver: false, ended: [], ends: [later, fixture.now - .minutes(1)])
        #expect(fixture.handle(.answered(.check(check))).wake == later)
    }

    @Test mutating func aStoreThatFailsIsAskedAgainAfterARest() {
        let stream = fixture.open(anna.subscriber)
        _ = fixture.handle(.committed)
        let rest = fixture.now + .seconds(1)
        #expect(fixture.handle(.unanswered) == [.wake(at: rest)])
        #expect(fixture.handle(.committed).isEmpty, "it rests")
        #expect(fixture.handle(.taken(stream)).isEmpty)
        fixture.now = rest
        let asked = fixture.handle(.woken)
        #expect(asked.question == .news(after: 10, of: fixture.hub.directory.ofPeer, admins: [], at: rest))
        #expect(
            fixture.handle(.answered(.news(fixture.news(11...11)))).compactMap(\.sent).count == 1, "nothing is lost")
    }

    @Test mutating func aStreamThatOpensWhileTheStoreFailsIsTurnedAway() {
        let stream = fixture.stream()
        _ = fixture.handle(.opened(stream, anna.subscriber, after: nil))
        #expect(fixture.handle(.unanswered).closed.map(\.end) == [.storeFailed])
        #expect(fixture.hub.isIdle)
    }

    @Test(arguments: [(Int64(10), true), (0, true), (11, false), (.max, false)])
    mutating func onlyWhatWasSentCanBeAcknowledged(_ id: Int64, _ isAccepted: Bool) {
        let stream = fixture.open(anna.subscriber, position: 10, last: 10)
        let effects = fixture.handle(.acknowledged(id, by: stream))
        #expect(effects == (isAccepted ? [] : [.close([stream], .neverSent)]))
    }

    @Test mutating func anAcknowledgementIsRememberedForTheKey() {
        let stream = fixture.open(anna.subscriber)
        _ = fixture.handle(.acknowledged(8, by: stream))
        _ = fixture.handle(.acknowledged(7, by: stream))
        _ = fixture.handle(.closed(stream))
        let next = fixture.stream()
        _ = fixture.handle(.opened(next, anna.subscriber, after: nil))
        var welcome = fixture.welcome()
        let effects = fixture.handle(.answered(.welcome(welcome)))
        welcome.acknowledged = 8
        #expect(effects.contains(.greet(next, welcome)))
    }

    @Test mutating func acknowledgementsOfManyKeysAreBounded() {
        for seed in 0..<UInt64(EventHub.mostAcknowledged + 10) {
            let stream = fixture.open(HubFixture.Person(seed + 100).subscriber)
            _ = fixture.handle(.acknowledged(Int64(seed % 10), by: stream))
            _ = fixture.handle(.closed(stream))
        }
        // The last one is remembered all the same.
        let person = HubFixture.Person(UInt64(EventHub.mostAcknowledged) + 109)
        let stream = fixture.stream()
        _ = fixture.handle(.opened(stream, person.subscriber, after: nil))
        let effects = fixture.handle(.answered(.welcome(fixture.welcome())))
        guard case .greet(_, let welcome)? = effects.first(where: { if case .greet = $0 { true } else { false } })
        else {
            Issue.record("\(effects)")
            return
        }
        #expect(welcome.acknowledged == Int64((EventHub.mostAcknowledged + 9) % 10))
    }
}
