import Testing

@testable import WebPages

@Suite struct TemplateTests {
    private let values = ["a": "<b>&\"'", "a.b": "two", "c1": "1"]

    private func fill(_ text: String, kind: Template.Kind) throws(TemplateError) -> String {
        let template = try Template(Array(text.utf8), file: "f", kind: kind)
        return String(decoding: try template.filled(with: { values[$0] }, missing: "v"), as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""), ("plain { } }} text", "plain { } }} text"), ("{{a.b}}", "two"), ("{{c1}}{{c1}}", "11"),
        ("<p>{{a}}</p>", "<p>&lt;b&gt;&amp;&quot;&#39;</p>"),
        ("<p id=\"{{a.b}}\" class='{{c1}}'>", "<p id=\"two\" class='1'>"),
        ("<br/>{{c1}}", "<br/>1"), ("<p hidden>{{c1}}</p >{{c1}}", "<p hidden>1</p >1"),
        ("<!-- > -- --->{{c1}}", "<!-- > -- --->1"), ("<!DOCTYPE html>{{c1}}", "<!DOCTYPE html>1"),
        ("<script>'<p>'</script>{{c1}}", "<script>'<p>'</script>1"), ("1 < 2 {{c1}}", "1 < 2 1"),
        ("<p a=\"x>y\">{{c1}}", "<p a=\"x>y\">1"), ("e\u{301}{{c1}}\u{301}", "e\u{301}1\u{301}"),
    ])
    func putsValuesIn(_ text: String, _ wanted: String) throws {
        #expect(try fill(text, kind: .html) == wanted)
    }

    @Test func leavesTextAsItIs() throws {
        #expect(try fill("<p x={{a}} {{a}}", kind: .text) == "<p x=<b>&\"' <b>&\"'")
    }

    @Test(arguments: [
        ("a\n{{b}}", 2, "{{b}} is not in v"), ("{{a", 1, "'{{' without '}}'"), ("\n\n{{", 3, "'{{' without '}}'"),
        ("{{}}", 1, "the text between '{{' and '}}' is not a name"), ("{{ a }}", 1, "the text between"),
        ("{{A}}", 1, "the text between"), ("{{a\nb}}", 1, "the text between"),
        ("{{{a}}}", 1, "the text between"),
        ("{{a}}\n{{a}} {{zz}}", 2, "{{zz}} is not in v"),
    ])
    func saysWhatIsWrongAndWhere(_ text: String, _ line: Int, _ problem: String) throws {
        let error = try #require(throws: TemplateError.self) { try fill(text, kind: .html) }
        #expect(error.file == "f")
        #expect(error.line == line)
        #expect(error.problem.hasPrefix(problem))
    }

    @Test(arguments: [
        ("<{{a}}>", "inside a tag"), ("<p {{a}}>", "inside a tag"), ("<p a{{a}}>", "inside a tag"),
        ("<p a={{a}}>", "in an attribute without quotes"), ("<p a=x{{a}}>", "in an attribute without quotes"),
        ("<p a = {{a}}>", "in an attribute without quotes"), ("<p onclick=\"{{a}}\">", "in 'onclick'"),
        ("<p OnClick='{{a}}'>", "in 'onclick'"), ("<p style=\"x:{{a}}\">", "in 'style'"),
        ("<iframe srcdoc='{{a}}'>", "in 'srcdoc'"), ("<p onclick = '> {{a}}'>", "in 'onclick'"),
        ("<!-- {{a}} -->", "in a comment"), ("<!-- > {{a}}", "in a comment"), ("<!DOCTYPE {{a}}>", "in a comment"),
        ("<script>{{a}}</script>", "in a script"), ("<SCRIPT a=\"b\">'</p>' {{a}}", "in a script"),
        ("<style>p {{a}}", "in a style"), ("<script>{{a}}", "in a script"), ("</script {{a}}>", "inside a tag"),
    ])
    func refusesPlacesThatCannotBeEscaped(_ text: String, _ reason: String) throws {
        let error = try #require(throws: TemplateError.self) { try fill(text, kind: .html) }
        #expect(error.problem.contains("is \(reason)"))
        #expect(error.problem.contains("where no value is safe"))
    }

    @Test func namesFileAndLine() {
        #expect(TemplateError("join.html", line: 7, "why").description == "join.html:7: why")
        #expect(TemplateError("join.html", "why").description == "join.html: why")
    }

    @Test func leavesOutWhatIsForReaders() {
        func slimmed(_ text: String, _ marks: CommentMarks) -> String {
            String(decoding: WebPages.slimmed(Array(text.utf8), marks), as: UTF8.self)
        }
        #expect(slimmed("// a\n  b(); // c\n\n\t/* d\n", .script) == "b(); // c\n/* d\n")
        #expect(
            slimmed("a = {\n  b,\n  c\n};\nd(); // e;\nf()\n  .g;\n", .script) == "a={b,c};d(); // e;\nf()\n.g;")
        #expect(
            slimmed("if (a && b) { c('d, e = f', g - -h); }\ni = j < !k ? 'l' : m;\nn = o / p;\n", .script)
                == "if(a&&b){c('d, e = f',g - -h);}\ni=j < !k?'l':m;n = o / p;")
        #expect(slimmed("/* a */\nb { c: d }\n/* e\n f */\n", .style) == "b{ c:d }/* e\nf */\n")
        #expect(
            slimmed("a, b {\n  c: min(1px, 2vw);\n}\nd::after { content: \"x: y\"; }\n", .style)
                == "a,b{c:min(1px,2vw)}d::after { content: \"x: y\"; }\n")
        #expect(
            slimmed("a = b + +c + d;\ne += 'f + /g/' + (h => i);\nj = k + `l`;\n", .script)
                == "a=b+ +c+d;e+='f + /g/'+(h=>i);j=k+`l`;")
        // Between words a browser shows the end of a line as a space, and around blocks it shows none.
        #expect(slimmed("a(() => {\n  b(); // c\n});\nd = {\n  e,\n};\n", .script) == "a(()=>{b(); // c\n});d={e};")
        #expect(slimmed("a = `b + c` + \"d + e\" + f;\n", .script) == "a=`b + c`+\"d + e\"+f;")
        #expect(
            slimmed("<p class=\"a\" id=\"pin\">\n<b class=\"c d\" id=\"e-f\" title=\"g\">h</b>\n", .page)
                == "<p class=a id=\"pin\"><b class=\"c d\" id=e-f title=\"g\">h</b>\n")
        #expect(
            slimmed("<div>\n<p>a</p>\n<p>b</p>\n</div>\n<p>c</p>\n<b>d</b>\n", .page)
                == "<div><p>a<p>b</div><p>c</p><b>d</b>\n")
        #expect(
            slimmed("<p>\n  <!-- a -->\n  // b\n</p>\n<ul hidden>\n<b>c</b>\n<b>d</b>\n", .page)
                == "<p>// b\n<ul hidden><b>c</b>\n<b>d</b>\n")
    }
}
