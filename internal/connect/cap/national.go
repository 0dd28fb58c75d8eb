package cap

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"anlan/internal/base/geo"
	"anlan/internal/connect"
)

// eventTypeCode is the name under which the national event type stands among EventCodes.
const eventTypeCode = "eventType"

var china = time.FixedZone("", 8*3600)

var (
	nationalID   = regexp.MustCompile(`^[0-9A-Za-z]{14}_(\d{14})(_\d)?$`)
	nationalTime = regexp.MustCompile(`^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[-+]\d\d:\d\d$`)
	eventType    = regexp.MustCompile(`^\d\d[A-Z]\d\d$`)
)

// national reads the profile of GB/T 35965.1. Severity is a colour there and becomes the severity of CAP, with the
// colour kept as parameter ColorCode; what CAP demands and the profile lacks (category, urgency, certainty, scope) is
// filled in from the event type, with Unknown, or with Public.
func (rd *reader) national(n *node) Alert {
	a := Alert{
		Profile:    National,
		Identifier: n.one("identifier").value(),
		Sender:     rd.id(rd.need(n, "sender")),
		SenderCode: n.one("senderCode").value(),
		Sent:       rd.nationalTime(rd.need(n, "sendTime")),
		Status:     rd.enum(rd.need(n, "status"), statuses),
		MsgType:    rd.enum(rd.need(n, "msgType"), msgTypes),
		Scope:      rd.or(n.one("scope"), scopes, "Public"),
		Note:       n.one("note").value(),
	}
	if !nationalID.MatchString(rd.need(n, "identifier").value()) {
		rd.reject(n.one("identifier"), connect.Value, "应为 14 位单位编码_14 位时间[_序号]", "must be the sender's 14 characters, _, a time of 14 digits [, _, serial]")
	} else if a.SenderCode == "" {
		a.SenderCode = a.Identifier[:14]
	}
	a.References = rd.nationalReferences(n.one("references"), a)
	rd.needReferences(n, a)
	for _, code := range n.all("code") {
		for _, m := range code.all("method") {
			a.Channels = append(a.Channels, Channel{m.one("methodName").value(), m.one("message").value()})
		}
	}
	rd.need(n, "info")
	for _, k := range n.all("info") {
		a.Infos = append(a.Infos, rd.nationalInfo(k))
	}
	// Restricted and Private need words in CAP that the profile does not have.
	switch a.Scope {
	case "Restricted":
		a.Restriction = a.Scope
	case "Private":
		a.Addresses = []string{a.Sender}
	}
	return a
}

func (rd *reader) need(n *node, name string) *node {
	k := n.one(name)
	if len(k.kids) == 0 && k.value() == "" {
		rd.reject(k, connect.Missing, "缺少必填元素", "a required element is missing")
	}
	return k
}

// or is enum, with a value for nothing.
func (rd *reader) or(n *node, values []string, none string) string {
	if v := rd.enum(n, values); v != "" {
		return v
	}
	return none
}

func (rd *reader) nationalTime(n *node) time.Time {
	v := n.value()
	if v == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, strings.Replace(v, " ", "T", 1))
	if err != nil || at.IsZero() || !nationalTime.MatchString(v) {
		rd.reject(n, connect.TimeForm, "时间应写作 2026-03-01 08:00:00+08:00", "a time is written 2026-03-01 08:00:00+08:00")
	}
	return fixed(at)
}

// nationalReferences are identifiers only; the time of each is the one in it.
func (rd *reader) nationalReferences(n *node, a Alert) []Reference {
	var list []Reference
	for _, id := range split(n.value(), true) {
		var at time.Time
		m := nationalID.FindStringSubmatch(id)
		if m != nil {
			at, _ = time.ParseInLocation("20060102150405", m[1], china)
		}
		if at.IsZero() {
			rd.reject(n, connect.Value, "“"+short(id)+"”不是预警标识", "not the identifier of a warning")
			continue
		}
		r := Reference{Sender: id[:14], Identifier: id, Sent: at}
		if strings.HasPrefix(a.Identifier, id[:14]) {
			r.Sender = a.Sender
		}
		list = append(list, r)
	}
	return list
}

// split parts a list at commas (and at blanks too, where its words hold none) and drops what comes again, as in
// "河南省,河南省".
func split(s string, blanks bool) []string {
	var list []string
	for _, word := range strings.FieldsFunc(s, func(r rune) bool {
		return strings.ContainsRune(",;\uff0c\uff1b\u3001", r) || blanks && unicode.IsSpace(r)
	}) {
		if word = strings.TrimSpace(word); word != "" && !slices.Contains(list, word) {
			list = append(list, word)
		}
	}
	return list
}

func (rd *reader) nationalInfo(n *node) Info {
	i := Info{
		Language:    n.one("language").value(),
		EventType:   rd.need(n, "eventType").value(),
		Urgency:     rd.or(n.one("urgency"), urgencies, "Unknown"),
		Certainty:   rd.or(n.one("certainty"), certainties, "Unknown"),
		Effective:   rd.nationalTime(n.one("effective")),
		Onset:       rd.nationalTime(n.one("onset")),
		Expires:     rd.nationalTime(n.one("expires")),
		SenderName:  n.one("senderName").value(),
		Headline:    rd.need(n, "headline").value(),
		Description: n.one("description").value(),
		Instruction: n.one("instruction").value(),
		Web:         rd.uri(n.one("web"), "http", "https"),
	}
	if i.Language == "" || !language.MatchString(i.Language) {
		i.Language = "zh-CN"
	}
	if i.EventType != "" && !eventType.MatchString(i.EventType) {
		rd.reject(n.one("eventType"), connect.Value, "应为 11B06 这样的五位事件类型", "must be an event type of five characters such as 11B06")
	} else if i.EventType != "" {
		i.EventCodes = []Named{{eventTypeCode, i.EventType}}
	}
	i.Event, i.Categories = eventName(i.EventType), []string{category(i.EventType)}
	i.Severity = rd.nationalSeverity(rd.need(n, "severity"))
	if k := slices.IndexFunc(levels, func(l level) bool { return l.severity == i.Severity }); k >= 0 {
		i.Parameters = []Named{{ColorCode, levels[k].national}}
	}
	for _, k := range n.all("area") {
		area := Area{Description: strings.Join(split(k.one("areaDesc").value(), false), "、")}
		for _, g := range k.all("geocode") {
			for _, code := range split(g.value(), true) {
				area.Geocodes = append(area.Geocodes, Named{AreaCode, code})
			}
		}
		rd.shapes(k, &area, eitherOrder)
		if area.Description == "" {
			area.Description = i.SenderName
		}
		if area.Description == "" {
			area.Description = i.Headline
		}
		i.Areas = append(i.Areas, area)
	}
	return i
}

// nationalSeverity compares without case: older senders write RED.
func (rd *reader) nationalSeverity(n *node) string {
	v := n.value()
	for _, l := range levels {
		if strings.EqualFold(v, l.national) {
			return l.severity
		}
	}
	if v != "" && !strings.EqualFold(v, "Unknown") {
		rd.reject(n, connect.Value, "值“"+short(v)+"”不在 Red、Orange、Yellow、Blue、Unknown 之中", "must be Red, Orange, Yellow, Blue or Unknown")
	}
	return "Unknown"
}

// eitherOrder takes a place in China whichever number comes first, since no latitude there is a longitude there; others
// as latitude, longitude.
func eitherOrder(a, b float64) geo.Point {
	if a >= 73 && a <= 136 && b >= 3 && b <= 54 {
		return geo.Point{Lon: a, Lat: b}
	}
	return latLon(a, b)
}

//go:embed events.csv
var eventsCSV string

// events are the names of the meteorological event types, the only list that was to be had in full.
var events = func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(eventsCSV) {
		if code, name, ok := strings.Cut(strings.TrimSpace(line), ","); ok && eventType.MatchString(code) {
			m[code] = name
		}
	}
	return m
}()

// classes are the sub-classes of events, with the category of CAP that comes nearest.
var classes = map[string][2]string{
	"11A": {"水旱灾害", "Met"}, "11B": {"气象灾害", "Met"}, "11C": {"地震灾害", "Geo"}, "11D": {"地质灾害", "Geo"},
	"11E": {"海洋灾害", "Met"}, "11F": {"生物灾害", "Env"}, "11G": {"森林草原火灾", "Fire"},
	"12A": {"煤矿事故", "Safety"}, "12B": {"非煤矿山事故", "Safety"}, "12C": {"建筑业事故", "Safety"},
	"12D": {"危险化学品事故", "CBRNE"}, "12E": {"烟花爆竹和民用爆炸物事故", "Safety"}, "12F": {"其他工矿商贸事故", "Safety"},
	"12G": {"火灾", "Fire"}, "12H": {"道路交通事故", "Transport"}, "12J": {"水上交通事故", "Transport"},
	"12K": {"铁路交通事故", "Transport"}, "12L": {"城市轨道交通事故", "Transport"}, "12M": {"民用航空事故", "Transport"},
	"12N": {"特种设备事故", "Safety"}, "12P": {"基础设施和公用设施事故", "Infra"}, "12Q": {"环境污染和生态破坏事件", "Env"},
	"12R": {"农业机械事故", "Safety"}, "12S": {"踩踏事件", "Safety"}, "12T": {"核与辐射事故", "CBRNE"}, "12U": {"能源供应中断", "Infra"},
	"13A": {"传染病事件", "Health"}, "13B": {"食品药品安全事件", "Health"}, "13C": {"群体性中毒", "Health"}, "13E": {"动物疫情", "Health"},
	"14A": {"群体性事件", "Security"}, "14B": {"刑事案件", "Security"}, "14F": {"恐怖袭击事件", "Security"},
}

func class(code string) [2]string { return classes[code[:min(3, len(code))]] }

// eventName is the name of an event type, else of its sub-class, else the code itself.
func eventName(code string) string {
	if name := events[code]; name != "" {
		return name
	}
	if name := class(code)[0]; name != "" {
		return name
	}
	return code
}

func category(code string) string {
	if c := class(code)[1]; c != "" {
		return c
	}
	return "Other"
}
