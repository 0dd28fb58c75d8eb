package cap

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"anlan/internal/connect"
)

// Values that the standard lists.
var (
	statuses      = strings.Fields("Actual Exercise System Test Draft")
	msgTypes      = strings.Fields("Alert Update Cancel Ack Error")
	scopes        = strings.Fields("Public Restricted Private")
	categories    = strings.Fields("Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other")
	responseTypes = strings.Fields("Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None")
	urgencies     = strings.Fields("Immediate Expected Future Past Unknown")
	severities    = strings.Fields("Extreme Severe Moderate Minor Unknown")
	certainties   = strings.Fields("Observed Likely Possible Unlikely Unknown")
)

// schema is what each element holds: a name once, "?" at most once, "*" any number, "+" at least once.
var schema = map[string]string{
	"alert": "identifier sender sent status msgType source? scope restriction? addresses? code* note? references? incidents? info*",
	"info": "language? category+ event responseType* urgency severity certainty audience? eventCode* effective? onset? expires? " +
		"senderName? headline? description? instruction? web? contact? parameter* resource* area*",
	"eventCode": "valueName value", "parameter": "valueName value", "geocode": "valueName value",
	"resource": "resourceDesc mimeType size? uri? derefUri? digest?",
	"area":     "areaDesc polygon* circle* geocode* altitude? ceiling?",
}

const signatures = "http://www.w3.org/2000/09/xmldsig#"

// Parse reads an alert of either profile. The error is a connect.Rejections of at most 20, each with the path of the
// element at fault, the value, and the reason in both languages.
func Parse(raw []byte) (Alert, error) {
	raw, r := guard(raw)
	if r != nil {
		return Alert{}, connect.Rejections{r}
	}
	root, r := tree(raw)
	if r != nil {
		return Alert{}, connect.Rejections{r}
	}
	var rd reader
	var a Alert
	switch {
	case root.name != "alert":
		rd.reject(root, connect.Shape, "根元素应为 alert", "the root element must be alert")
	case root.space == Namespace:
		rd.check(root)
		a = rd.alert(root)
	case root.space == "" && len(root.all("sendTime")) > 0:
		a = rd.national(root)
	default:
		rd.bad = append(rd.bad, connect.Reject(connect.Shape, "命名空间应为 "+Namespace, "the namespace must be "+Namespace).At("alert").Quote(root.space))
	}
	if len(rd.bad) > 0 {
		return Alert{}, rd.bad
	}
	return a, nil
}

// reader gathers what is wrong while it goes on reading.
type reader struct{ bad connect.Rejections }

const maxRejections = 20

func (rd *reader) reject(n *node, why connect.Reason, zh, en string) {
	if len(rd.bad) < maxRejections {
		rd.bad = append(rd.bad, connect.Reject(why, n.name+":"+zh, n.name+": "+en).At(n.path).Quote(n.value()))
	}
}

// check compares an element's children with the schema.
func (rd *reader) check(n *node) {
	rule, inner := schema[n.name]
	if !inner {
		if len(n.kids) > 0 {
			rd.reject(n, connect.Shape, "不应含有子元素", "must not hold elements")
		}
		return
	}
	if n.value() != "" {
		rd.reject(n, connect.Shape, "不应直接含有文字", "must not hold text itself")
	}
	known := map[string]bool{}
	for _, word := range strings.Fields(rule) {
		name := strings.TrimRight(word, "?*+")
		known[name] = true
		count := len(n.all(name))
		if name == "value" {
			count = n.count[name] // may be empty
		}
		mark := word[len(name):]
		if count == 0 && (mark == "" || mark == "+") {
			rd.reject(n.one(name), connect.Missing, "缺少必填元素", "a required element is missing")
		}
		if count > 1 && (mark == "" || mark == "?") {
			rd.reject(n.last(name), connect.DuplicateKey, "只能出现一次", "may come only once")
		}
	}
	for _, k := range n.kids {
		switch {
		case k.space == signatures && n.name == "alert":
		case k.space != Namespace || !known[k.name]:
			rd.reject(k, connect.Shape, n.name+" 中没有这个元素", "there is no such element in "+n.name)
		default:
			rd.check(k)
		}
	}
}

func (rd *reader) enum(n *node, values []string) string {
	v := n.value()
	if v != "" && !slices.Contains(values, v) {
		rd.reject(n, connect.Value, fmt.Sprintf("值“%s”不在 %s 之中", short(v), strings.Join(values, "、")),
			fmt.Sprintf("%q is none of %s", short(v), strings.Join(values, ", ")))
	}
	return v
}

func short(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`)

func (rd *reader) time(n *node) time.Time {
	v := n.value()
	if v == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, v)
	switch {
	case strings.HasSuffix(v, "Z"):
		rd.reject(n, connect.TimeForm, "时间不得写 Z,UTC 写作 -00:00", "a time must not be written with Z; UTC is -00:00")
	case err != nil || at.IsZero() || !dateTime.MatchString(v):
		rd.reject(n, connect.TimeForm, "时间应写作 2026-03-01T08:00:00+08:00", "a time is written 2026-03-01T08:00:00+08:00")
	}
	return fixed(at)
}

// fixed gives a time the offset it was written with, and no other name of a zone.
func fixed(at time.Time) time.Time {
	if _, offset := at.Zone(); offset != 0 {
		return at.In(time.FixedZone("", offset))
	}
	return at.UTC()
}

func (rd *reader) id(n *node) string {
	if strings.ContainsFunc(n.value(), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",<&", r) }) {
		rd.reject(n, connect.Value, "不得含空格、逗号、< 和 &", "must not hold blanks, commas, < or &")
	}
	return n.value()
}

func (rd *reader) alert(n *node) Alert {
	a := Alert{
		Profile:     CAP12,
		Identifier:  rd.id(n.one("identifier")),
		Sender:      rd.id(n.one("sender")),
		Sent:        rd.time(n.one("sent")),
		Status:      rd.enum(n.one("status"), statuses),
		MsgType:     rd.enum(n.one("msgType"), msgTypes),
		Source:      n.one("source").value(),
		Scope:       rd.enum(n.one("scope"), scopes),
		Restriction: n.one("restriction").value(),
		Addresses:   rd.list(n.one("addresses")),
		Codes:       n.texts("code"),
		Note:        n.one("note").value(),
		References:  rd.references(n.one("references")),
		Incidents:   rd.list(n.one("incidents")),
	}
	if a.Scope == "Restricted" && a.Restriction == "" {
		rd.reject(n.one("restriction"), connect.Missing, "scope 为 Restricted 时必填", "is required when scope is Restricted")
	}
	if a.Scope == "Private" && len(a.Addresses) == 0 {
		rd.reject(n.one("addresses"), connect.Missing, "scope 为 Private 时必填", "is required when scope is Private")
	}
	rd.needReferences(n, a)
	for _, k := range n.all("info") {
		a.Infos = append(a.Infos, rd.info(k))
	}
	return a
}

func (rd *reader) needReferences(n *node, a Alert) {
	if len(a.References) == 0 && slices.Contains(msgTypes[1:], a.MsgType) {
		rd.reject(n.one("references"), connect.Missing, "msgType 为 "+a.MsgType+" 时必填", "is required when msgType is "+a.MsgType)
	}
}

func (rd *reader) references(n *node) []Reference {
	var list []Reference
	for _, triple := range strings.Fields(n.value()) {
		parts := strings.Split(triple, ",")
		bad := len(parts) != 3 || parts[0] == "" || parts[1] == "" || !dateTime.MatchString(parts[2]) || strings.ContainsAny(triple, "<&")
		var at time.Time
		if !bad {
			var err error
			at, err = time.Parse(time.RFC3339, parts[2])
			bad = err != nil || at.IsZero()
		}
		if bad {
			rd.reject(n, connect.Value, fmt.Sprintf("“%s”不是“发送者,标识,发送时间”", short(triple)), fmt.Sprintf("%q is not sender,identifier,sent", short(triple)))
			continue
		}
		list = append(list, Reference{parts[0], parts[1], fixed(at)})
	}
	return list
}

// list reads words parted by blanks, where words with blanks stand in quotes.
func (rd *reader) list(n *node) []string {
	var list []string
	rest := n.value()
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		if rest[0] == '"' {
			word, after, ok := strings.Cut(rest[1:], `"`)
			if !ok {
				rd.reject(n, connect.Value, "引号不成对", "a quote is not closed")
				return list
			}
			if word = strings.TrimSpace(word); word != "" {
				list = append(list, word)
			}
			rest = after
			continue
		}
		i := strings.IndexAny(rest, " \t\r\n\"")
		if i < 0 {
			i = len(rest)
		}
		list = append(list, rest[:i])
		rest = rest[i:]
	}
	return list
}

var language = regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`)

func (rd *reader) info(n *node) Info {
	i := Info{
		Language:    n.one("language").value(),
		Event:       n.one("event").value(),
		Urgency:     rd.enum(n.one("urgency"), urgencies),
		Severity:    rd.enum(n.one("severity"), severities),
		Certainty:   rd.enum(n.one("certainty"), certainties),
		Audience:    n.one("audience").value(),
		EventCodes:  pairs(n, "eventCode"),
		Effective:   rd.time(n.one("effective")),
		Onset:       rd.time(n.one("onset")),
		Expires:     rd.time(n.one("expires")),
		SenderName:  n.one("senderName").value(),
		Headline:    n.one("headline").value(),
		Description: n.one("description").value(),
		Instruction: n.one("instruction").value(),
		Web:         rd.uri(n.one("web"), "http", "https", "ftp", "mailto"),
		Contact:     n.one("contact").value(),
		Parameters:  pairs(n, "parameter"),
	}
	if i.Language == "" {
		i.Language = "en-US"
	} else if !language.MatchString(i.Language) {
		rd.reject(n.one("language"), connect.Value, "应为 zh-CN 这样的语言标记", "must be a language tag such as zh-CN")
	}
	for _, k := range n.all("category") {
		i.Categories = append(i.Categories, rd.enum(k, categories))
	}
	for _, k := range n.all("responseType") {
		i.ResponseTypes = append(i.ResponseTypes, rd.enum(k, responseTypes))
	}
	for _, k := range n.all("resource") {
		i.Resources = append(i.Resources, rd.resource(k))
	}
	for _, k := range n.all("area") {
		i.Areas = append(i.Areas, rd.area(k))
	}
	i.EventType = named(i.EventCodes, eventTypeCode)
	return i
}

func pairs(n *node, name string) []Named {
	var list []Named
	for _, k := range n.all(name) {
		list = append(list, Named{k.one("valueName").value(), k.one("value").value()})
	}
	return list
}

// uri refuses schemes that a browser would run.
func (rd *reader) uri(n *node, schemes ...string) string {
	v := n.value()
	if v == "" {
		return ""
	}
	u, err := url.Parse(v)
	if err != nil || strings.ContainsAny(v, " \t\r\n<>\"") || u.Scheme != "" && !slices.Contains(schemes, strings.ToLower(u.Scheme)) {
		rd.reject(n, connect.Value, "不是可接受的网址", "not an acceptable address")
	}
	return v
}

var sha1 = regexp.MustCompile(`^[0-9A-Fa-f]{40}$`)

func (rd *reader) resource(n *node) Resource {
	r := Resource{
		Description: n.one("resourceDesc").value(),
		MimeType:    n.one("mimeType").value(),
		URI:         rd.uri(n.one("uri"), "http", "https", "ftp", "cid", "urn"),
		DerefURI:    n.one("derefUri").value(),
		Digest:      n.one("digest").value(),
	}
	if k := n.one("size"); k.value() != "" {
		var err error
		if r.Size, err = strconv.ParseInt(k.value(), 10, 64); err != nil || r.Size < 0 {
			rd.reject(k, connect.Value, "应为不小于 0 的整数", "must be an integer of 0 or more")
		}
	}
	if r.Digest != "" && !sha1.MatchString(r.Digest) {
		rd.reject(n.one("digest"), connect.Value, "应为 40 位十六进制的 SHA-1", "must be a SHA-1 of 40 hex digits")
	}
	if _, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(r.DerefURI), "")); err != nil {
		rd.reject(n.one("derefUri"), connect.Value, "不是 base64", "not base64")
	}
	return r
}
