package page_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/document/page"
	"anlan/internal/base/fail"
)

// filled is a document with the same text wherever a document can hold text.
func filled(layout document.Layout, s string) document.Doc {
	return document.Doc{
		Layout: layout, Issuer: s, Title: s, Number: s, Secrecy: s, Urgency: s, Signer: s, Addressee: s, Mark: s, Copies: []string{s},
		Blocks: []document.Block{
			document.Text(s), document.Flush(s), document.Remedy(s), document.Heading(1, s), document.Heading(4, s), document.List(s), document.Break(),
			document.Table(document.Row{{Width: 4, Label: true, Text: s}, {Width: 20, Text: s, Foot: s, Lines: 30}}),
			document.Sign(document.Signature{Role: s, Name: s, Date: s}, document.Signature{Role: s}),
			{Kind: document.KindSeal, Issuer: s, Date: s},
		},
		Attached: []document.Doc{{Layout: document.Form, Issuer: s, Title: s}},
	}
}

// Tags and attributes that a page may have; nothing that loads, runs or leads elsewhere.
var tags = map[string]string{
	"html": "lang", "head": "", "meta": "charset name content", "title": "", "style": "", "body": "", "article": "class", "header": "", "p": "class", "h1": "", "h2": "", "h3": "", "h4": "", "h5": "",
	"br": "", "div": "class", "span": "class", "table": "", "colgroup": "", "col": "", "tbody": "", "tr": "", "td": "class colspan", "th": "class colspan",
}

// inspect reads the page as a browser does and returns its text.
func inspect(t *testing.T, b []byte) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(string(b)))
	require.NoError(t, err)
	var text strings.Builder
	var style []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.ElementNode:
			allowed, ok := tags[n.Data]
			require.True(t, ok, "element %s", n.Data)
			for _, a := range n.Attr {
				require.Contains(t, strings.Fields(allowed), a.Key, "attribute of %s", n.Data)
			}
			if n.Data == "style" {
				style = append(style, n.FirstChild.Data)
				return
			}
		case html.TextNode:
			text.WriteString(n.Data)
		case html.CommentNode:
			t.Errorf("a comment: %s", n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	require.Len(t, style, 1)
	sum := sha256.Sum256([]byte(style[0]))
	require.Equal(t, "sha256-"+base64.StdEncoding.EncodeToString(sum[:]), page.StyleHash(), "what a browser hashes")
	require.Contains(t, page.Policy(), page.StyleHash())
	require.NotRegexp(t, `url\(|@import|expression`, style[0], "nothing from elsewhere")
	return text.String()
}

func TestPayloadsStayText(t *testing.T) {
	f, err := os.Open("testdata/payloads.txt")
	require.NoError(t, err)
	defer f.Close()
	n := 0
	for in := bufio.NewScanner(f); in.Scan(); n++ {
		payload := in.Text()
		for _, l := range []document.Layout{document.Form, document.Paper, document.Letter} {
			b, err := page.Render(filled(l, payload))
			require.NoError(t, err)
			require.GreaterOrEqual(t, strings.Count(inspect(t, b), strings.TrimSpace(payload)), 20, "%s: every place shows it", payload)
		}
	}
	require.Equal(t, 60, n)
}

func TestPagesAreTheSameAndRefuseWhatDocumentsRefuse(t *testing.T) {
	d := filled(document.Form, "安全")
	d.Blocks = append(d.Blocks, document.Seal("局", calendar.Day(2026, 3, 2)))
	a, err := page.Render(d)
	require.NoError(t, err)
	b, err := page.Render(d)
	require.NoError(t, err)
	require.Equal(t, a, b)
	require.Contains(t, string(a), "局（印章）")
	require.Contains(t, string(a), "2026年3月2日")
	d.Title = ""
	_, err = page.Render(d)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func FuzzPagesHoldOnlyWhatTheyMay(f *testing.F) {
	f.Add("</title></style><script>alert(1)</script>")
	f.Add("&lt;&#60;\u2028\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := page.Render(filled(document.Paper, s))
		if err != nil {
			require.Equal(t, fail.KindInvalid, fail.KindOf(err))
			return
		}
		inspect(t, b)
	})
}
