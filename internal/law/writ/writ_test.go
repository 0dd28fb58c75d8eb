package writ_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/document/chinese"
	"anlan/internal/base/document/docx"
	"anlan/internal/base/document/docx/docxtest"
	"anlan/internal/base/document/page"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/law/writ"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	out    = flag.String("out", "", "a folder to write every writ into, as page and as Word file, to look at")
)

// common is a constructed case, marked as such on every page.
func common(k writ.Kind) writ.Common {
	c := writ.Common{
		Agency: "沈阳市应急管理局", Number: document.Pattern("(沈)应急{code}〔{year}〕{n}号").Write(k.Code, 2026, 12), Date: calendar.Day(2026, 3, 31),
		Case: "沈阳演示化工有限公司未如实记录安全生产教育和培训情况案",
		Party: writ.Party{
			Sort: writ.Unit, Name: "沈阳演示化工有限公司", Code: "91210100MA0DEMO01X", Address: "沈阳市铁西区演示路1号", Representative: "周明远", Phone: "13700002222",
		},
		Officers: []writ.Officer{{Name: "张伟", Certificate: "06010001001"}, {Name: "刘芳", Certificate: "06010001002"}},
		Contact:  writ.Contact{Person: "张伟", Phone: "024-00000000", Address: "沈阳市浑南区演示街8号"},
		Remedy:   writ.Remedy{Government: "沈阳市人民政府", Court: "沈阳市铁西区人民法院", ReviewFirst: k.Name == "spot-decision"},
		Terms: map[writ.Term]int{
			writ.ReviewDays: 60, writ.SuitMonths: 6, writ.PayDays: 15, writ.SurchargePercent: 3, writ.HearingDays: 5, writ.DefenceDays: 4,
			writ.PreserveDays: 7, writ.DemandDays: 10, writ.AnswerDays: 20, writ.VisitDays: 61, writ.VisitReviewDays: 30,
		},
		Opinions: []writ.Opinion{
			{Role: "承办人意见", Text: "建议同意。", Name: "张伟", Date: calendar.Day(2026, 3, 28)},
			{Role: "法制机构意见", Text: "经审核，同意承办人意见。", Name: "陈律", Date: calendar.Day(2026, 3, 29)},
			{Role: "部门负责人意见", Text: "同意，报请主管局领导审批。", Name: "林海", Date: calendar.Day(2026, 3, 30)},
			{Role: "主管局领导意见", Text: "同意。", Name: "郭卫东", Date: calendar.Day(2026, 3, 31)},
		},
		Mark: "演示数据　仅供演示，不具有法律效力",
	}
	if k.For == writ.Person {
		c.Party = writ.Party{Sort: writ.Person, Name: "李建国", Code: "210106197805120013", Address: "沈阳市铁西区演示小区3号楼2单元401", Phone: "13800000001"}
	}
	return c
}

func fixture(t *testing.T, k writ.Kind) json.RawMessage {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", k.Name+".json"))
	require.NoError(t, err)
	return b
}

func each(t *testing.T, fn func(t *testing.T, k writ.Kind)) {
	t.Helper()
	for _, k := range writ.All() {
		t.Run(k.Name, func(t *testing.T) { fn(t, k) })
	}
}

func TestEveryWritIsAsItWasSeen(t *testing.T) {
	each(t, func(t *testing.T, k writ.Kind) {
		d, err := k.Make(common(k), fixture(t, k))
		require.NoError(t, err)
		b, err := page.Render(d)
		require.NoError(t, err)
		style := b[strings.Index(string(b), "<style>"):strings.Index(string(b), "</style>")]
		got := strings.Replace(string(b), string(style), "<style>", 1) // the style sheet has its own test
		file := filepath.Join("testdata", k.Name+".html")
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(want), got, "look at the difference, then run with -update")
		word, err := docx.Render(d)
		require.NoError(t, err)
		docxtest.Text(t, word)
		if *out != "" {
			require.NoError(t, os.WriteFile(filepath.Join(*out, k.Name+".html"), b, 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(*out, k.Name+".docx"), word, 0o600))
		}
	})
}

func TestEveryFieldStandsInTheText(t *testing.T) {
	each(t, func(t *testing.T, k writ.Kind) {
		c := common(k)
		d, err := k.Make(c, fixture(t, k))
		require.NoError(t, err)
		word, err := docx.Render(d)
		require.NoError(t, err)
		text := docxtest.Text(t, word)
		zero := reflect.ValueOf(k.Zero).Elem()
		v, err := form.Decode(zero.Interface(), fixture(t, k), "")
		require.NoError(t, err)
		stands(t, text, reflect.ValueOf(v).Elem())
		for _, want := range wanted(c, k) {
			require.Contains(t, text, want)
		}
	})
}

// wanted is what Common must leave in the text of a kind.
func wanted(c writ.Common, k writ.Kind) []string {
	w := []string{c.Agency, c.Mark}
	add := func(when bool, s ...string) {
		if when {
			w = append(w, s...)
		}
	}
	add(k.Code != "", c.Number)
	add(k.Case, c.Case)
	add(k.Party, c.Party.Name)
	add(k.Sealed, chinese.Date(c.Date))
	add(k.Basis != "", k.Basis)
	add(k.Contact, c.Contact.Phone)
	add(k.Served, "送达回证", "受送达人签名或者盖章")
	add(k.Remedied, c.Remedy.Government, c.Remedy.Court, "60日内")
	add(k.Remedied && !c.Remedy.ReviewFirst, "6个月内")
	for _, o := range c.Opinions {
		add(k.Approval, o.Role, o.Text, o.Name)
	}
	for i, o := range c.Officers {
		add(i < k.Officers && !strings.HasSuffix(k.Name, "-decision") && !strings.HasSuffix(k.Name, "-order") && !strings.HasSuffix(k.Name, "-opinion") && !strings.HasPrefix(k.Name, "preservation") && k.Name != "seizure-list", o.Name, o.Certificate)
	}
	for _, term := range k.Terms {
		if term == writ.SurchargePercent {
			add(true, "百分之三")
		} else {
			add(true, strconv.Itoa(c.Terms[term]))
		}
	}
	return w
}

// stands holds that every value below v is in the text, in the form in which documents write it.
func stands(t *testing.T, text string, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		f, sf := v.Field(i), v.Type().Field(i)
		switch x := f.Interface().(type) {
		case writ.Yuan:
			if x != "" {
				require.Contains(t, text, x.String(), sf.Name)
			}
			continue
		case writ.Day:
			require.Contains(t, text, x.String(), sf.Name)
			continue
		case writ.Moment:
			m := x.String()
			require.NotEmpty(t, m)
			if sf.Name == "To" { // the day is not repeated
				m = m[strings.Index(m, "日")+len("日"):]
			}
			require.Contains(t, text, m, sf.Name)
			continue
		}
		switch f.Kind() {
		case reflect.String:
			if choices := form.Choices(v.Interface(), strings.Split(sf.Tag.Get("json"), ",")[0]); len(choices) > 0 && f.String() != "" {
				found := ""
				for _, c := range choices {
					if c.Key == f.String() {
						found = c.Title.Zh
					}
				}
				require.NotEmpty(t, found)
				require.Contains(t, text, found, sf.Name)
				continue
			}
			for _, line := range document.Paragraphs(f.String()) {
				require.Contains(t, text, line, sf.Name)
			}
		case reflect.Int:
			n := int(f.Int())
			require.True(t, strings.Contains(text, strconv.Itoa(n)) || strings.Contains(text, chinese.Numeral(n)), sf.Name)
		case reflect.Slice:
			for j := range f.Len() {
				if f.Index(j).Kind() == reflect.Struct {
					stands(t, text, f.Index(j))
				} else {
					require.Contains(t, text, f.Index(j).String(), sf.Name)
				}
			}
		}
	}
}

func TestWhatIsMissingIsNamedInChinese(t *testing.T) {
	each(t, func(t *testing.T, k writ.Kind) {
		zero := reflect.TypeOf(k.Zero).Elem()
		for i := range zero.NumField() {
			sf := zero.Field(i)
			name, opts, _ := strings.Cut(sf.Tag.Get("json"), ",")
			if opts != "" || sf.Type.Kind() == reflect.Bool || sf.Type.Kind() == reflect.Int {
				continue
			}
			var m map[string]any
			require.NoError(t, json.Unmarshal(fixture(t, k), &m))
			delete(m, name)
			raw, err := json.Marshal(m)
			require.NoError(t, err)
			_, err = k.Make(common(k), json.RawMessage(raw))
			refused(t, err, name, strings.Split(sf.Tag.Get("title"), "|")[0])
		}
		for field, drop := range map[string]func(*writ.Common){
			"agency":               func(c *writ.Common) { c.Agency = "" },
			"date":                 func(c *writ.Common) { c.Date = calendar.Date{} },
			"number":               func(c *writ.Common) { c.Number = "" },
			"case":                 func(c *writ.Common) { c.Case = "" },
			"party.sort":           func(c *writ.Common) { c.Party.Sort = "" },
			"party.name":           func(c *writ.Common) { c.Party.Name = "" },
			"party.code":           func(c *writ.Common) { c.Party.Code = "" },
			"party.address":        func(c *writ.Common) { c.Party.Address = "" },
			"party.phone":          func(c *writ.Common) { c.Party.Phone = "" },
			"party.representative": func(c *writ.Common) { c.Party.Representative = "" },
			"officers":             func(c *writ.Common) { c.Officers = c.Officers[:1] },
			"officers.1":           func(c *writ.Common) { c.Officers[1].Certificate = "" },
			"contact":              func(c *writ.Common) { c.Contact.Phone = "" },
			"remedy":               func(c *writ.Common) { c.Remedy.Court = "" },
			"opinions":             func(c *writ.Common) { c.Opinions = nil },
			"terms.review-days":    func(c *writ.Common) { delete(c.Terms, writ.ReviewDays) },
			"terms.hearing-days":   func(c *writ.Common) { delete(c.Terms, writ.HearingDays) },
		} {
			c := common(k)
			drop(&c)
			_, err := k.Make(c, fixture(t, k))
			needed := map[string]bool{
				"agency": true, "date": true, "number": k.Code != "", "case": k.Case, "officers": k.Officers == 2, "officers.1": true, "contact": k.Contact, "remedy": k.Remedied,
				"opinions": k.Approval, "terms.review-days": k.Remedied, "terms.hearing-days": k.Name == "hearing-notice", "party.representative": k.Party && k.For != writ.Person,
			}
			want, listed := needed[field]
			if !listed {
				want = k.Party
			}
			if want {
				refused(t, err, field, "不能为空")
			} else {
				require.NoError(t, err, field)
			}
		}
	})
}

func refused(t *testing.T, err error, field, zh string) {
	t.Helper()
	require.Equal(t, fail.KindInvalid, fail.KindOf(err), field)
	e := fail.As(err)
	require.Equal(t, field, e.Field)
	require.Contains(t, e.Text.Zh, zh)
	require.NotEmpty(t, e.Text.En)
}

// What is tagged private, and the natural person whom a case concerns, must not be readable after masking.
func TestPublicationHidesPersons(t *testing.T) {
	each(t, func(t *testing.T, k writ.Kind) {
		c := common(k)
		d, err := k.Make(c, fixture(t, k))
		require.NoError(t, err)
		b, err := page.Render(d.Masked(document.Publication()))
		require.NoError(t, err)
		v, err := form.Decode(reflect.ValueOf(k.Zero).Elem().Interface(), fixture(t, k), "")
		require.NoError(t, err)
		secrets := append(private(reflect.ValueOf(v).Elem()), "13900001111", c.Party.Phone)
		if c.Party.Sort == writ.Person {
			secrets = append(secrets, c.Party.Name, c.Party.Code, c.Party.Address)
		} else if k.Party {
			require.Contains(t, string(b), c.Party.Name, "legal persons are not hidden")
		}
		for _, s := range secrets {
			require.NotContains(t, string(b), s)
		}
	})
}

func private(v reflect.Value) []string {
	var list []string
	for i := range v.NumField() {
		if f := v.Field(i); v.Type().Field(i).Tag.Get("private") != "" && f.String() != "" {
			list = append(list, f.String())
		}
	}
	return list
}

// Whatever is typed anywhere stays text, in the page and in the Word file.
func TestScriptsAreInert(t *testing.T) {
	const evil = `<img src=x onerror=alert(1)>"'&]]><w:p/>`
	each(t, func(t *testing.T, k writ.Kind) {
		c := common(k)
		for _, s := range []*string{&c.Agency, &c.Number, &c.Case, &c.Party.Name, &c.Party.Code, &c.Party.Address, &c.Party.Representative, &c.Party.Phone, &c.Officers[0].Name, &c.Contact.Person, &c.Remedy.Court, &c.Opinions[0].Text, &c.Mark, &c.Basis} {
			*s += evil
		}
		var m map[string]any
		require.NoError(t, json.Unmarshal(fixture(t, k), &m))
		n := 0
		poison(reflect.TypeOf(k.Zero).Elem(), m, evil, &n)
		raw, err := json.Marshal(m)
		require.NoError(t, err)
		d, err := k.Make(c, json.RawMessage(raw))
		require.NoError(t, err)
		require.Positive(t, n)
		b, err := page.Render(d)
		require.NoError(t, err)
		require.NotContains(t, string(b), "<img")
		require.NotContains(t, string(b), "<w:p")
		require.GreaterOrEqual(t, strings.Count(string(b), "&lt;img src=x"), n, "every poisoned field is shown")
		word, err := docx.Render(d)
		require.NoError(t, err)
		require.Contains(t, docxtest.Text(t, word), evil)
	})
}

// poison adds the text to every field that takes free text.
func poison(typ reflect.Type, m map[string]any, evil string, n *int) {
	for i := range typ.NumField() {
		sf := typ.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		free := sf.Tag.Get("enum") == "" && sf.Tag.Get("pattern") == "" && (sf.Tag.Get("format") == "" || sf.Tag.Get("format") == "text")
		switch x := m[name].(type) {
		case string:
			if free {
				m[name] = x + evil
				*n++
			}
		case []any:
			for j, item := range x {
				if o, ok := item.(map[string]any); ok {
					poison(sf.Type.Elem(), o, evil, n)
				} else if s, ok := item.(string); ok {
					x[j] = s + evil
					*n++
				}
			}
		}
	}
}

func TestKindsHoldTogether(t *testing.T) {
	seen, codes, zeros := map[string]bool{}, map[string]string{}, map[reflect.Type]int{}
	for _, k := range writ.All() {
		require.False(t, seen[k.Name], k.Name)
		require.NotEmpty(t, k.Title.Zh, k.Name)
		require.NotEmpty(t, k.Title.En, k.Name)
		require.Empty(t, form.Faults(reflect.ValueOf(k.Zero).Elem().Interface()), k.Name)
		if k.Code != "" && k.Code != "罚" {
			require.Empty(t, codes[k.Code], "%s and %s count together", k.Name, codes[k.Code])
			codes[k.Code] = k.Name
		}
		for _, g := range k.Gates {
			require.NotEmpty(t, g)
			for _, name := range g {
				require.True(t, seen[name], "%s: gate %s does not come before", k.Name, name)
			}
		}
		require.False(t, k.Internal && k.Served, "%s goes out or stays", k.Name)
		require.False(t, k.Approval && !k.Internal, k.Name)
		got, ok := writ.Lookup(k.Name)
		require.True(t, ok)
		require.Equal(t, k.Name, got.Name)
		require.Equal(t, "object", k.Schema()["type"])
		seen[k.Name] = true
		zeros[reflect.TypeOf(k.Zero)]++
	}
	require.GreaterOrEqual(t, len(seen), 50)
	require.Equal(t, 2, zeros[reflect.TypeOf(&writ.Decision{})])
	require.Equal(t, []string{"penalty-notice", "disposal-sheet"}, kind(t, "penalty-decision-unit").After())
	require.Equal(t, []string{"inspection-record,measures-decision,rectification-order"}, kind(t, "recheck-opinion").After())
	_, ok := writ.Lookup("nothing")
	require.False(t, ok)
}

func kind(t *testing.T, name string) writ.Kind {
	t.Helper()
	k, ok := writ.Lookup(name)
	require.True(t, ok)
	return k
}

func TestRulesOfSingleWrits(t *testing.T) {
	for _, c := range []struct{ kind, field, value, at string }{
		{"penalty-decision-unit", "bank", "", "bank"},
		{"penalty-decision-unit", "fine", "", "perform"},
		{"penalty-decision-unit", "fine", "012", "fine"},
		{"penalty-decision-unit", "fine", "1000000000000", "fine"},
		{"penalty-decision-unit", "fine", "-1", "fine"},
		{"spot-decision", "fine", "", "fine"},
		{"spot-decision", "payment", "", "payment"},
		{"spot-decision", "bank", "", "bank"},
		{"fine-reminder", "paid", "30000.01", "paid"},
		{"deferral-approval", "fine", "30001", "plan"},
		{"deferral-permission", "fine", "29999.99", "plan"},
		{"extension-approval", "new", "2026-06-02", "new"},
		{"service-receipt", "receiver", "", "receiver"},
		{"inspection-plan", "source", "whim", "source"},
		{"inspection-plan", "from", "yesterday", "from"},
		{"inquiry-record", "phone", "call me", "phone"},
	} {
		k := kind(t, c.kind)
		var m map[string]any
		require.NoError(t, json.Unmarshal(fixture(t, k), &m))
		m[c.field] = c.value
		raw, err := json.Marshal(m)
		require.NoError(t, err)
		_, err = k.Make(common(k), json.RawMessage(raw))
		refused(t, err, c.at, "")
	}
	k := kind(t, "penalty-decision-person")
	c := common(kind(t, "penalty-decision-unit"))
	_, err := k.Make(c, fixture(t, k))
	refused(t, err, "party.sort", "只适用于个人")
	_, err = k.Make(common(k), struct {
		X int `json:"x"`
	}{})
	refused(t, err, "x", "没有这个字段")
	_, err = k.Make(common(k), writ.Decision{})
	refused(t, err, "facts", "违法事实不能为空")
}

// The law in force on the day of a case decides what is cited, so the caller can.
func TestTheCallerDecidesWhatIsCited(t *testing.T) {
	each(t, func(t *testing.T, k writ.Kind) {
		c := common(k)
		c.Basis = "《旧法》第一条"
		d, err := k.Make(c, fixture(t, k))
		require.NoError(t, err)
		b, err := json.Marshal(d)
		require.NoError(t, err)
		require.Equal(t, k.Basis != "", strings.Contains(string(b), c.Basis))
		if k.Basis != "" {
			require.NotContains(t, string(b), k.Basis)
		}
	})
	k := kind(t, "no-penalty-decision")
	raw := json.RawMessage(strings.Replace(string(fixture(t, k)), `"first"`, `"unproved"`, 1))
	d, err := k.Make(common(k), raw)
	require.NoError(t, err)
	b, err := json.Marshal(d)
	require.NoError(t, err)
	require.Contains(t, string(b), "第五十七条")
	require.NotContains(t, string(b), "第三十三条")
}

func TestMoneyAndTimesAreWrittenOut(t *testing.T) {
	require.Equal(t, "人民币贰万元伍角整（20000.50元）", writ.Yuan("20000.5").String())
	require.Equal(t, "人民币叁万元整（30000元）", writ.Yuan("30000").String())
	require.Equal(t, "人民币壹元零伍分（1.05元）", writ.Yuan("1.05").String())
	require.Equal(t, "2026年3月2日9时05分", writ.Moment(time.Date(2026, 3, 2, 1, 5, 0, 0, time.UTC).Format(time.RFC3339)).String())
	require.Equal(t, "2026年3月2日", writ.Day("2026-03-02").String())
	k := kind(t, "fine-reminder")
	d, err := k.Make(common(k), fixture(t, k))
	require.NoError(t, err)
	b, err := json.Marshal(d)
	require.NoError(t, err)
	require.Contains(t, string(b), "人民币贰万元整（20000元）", "what is owed")
	require.Contains(t, string(b), "人民币贰万壹仟贰佰元伍角整（21200.50元）", "with the surcharge")
}
