package report

import (
	"slices"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document/chinese"
	"anlan/internal/engine/procedure"
)

// Procedure is the name of the procedure of a matter.
const Procedure = "report.matter"

// UpwardMatter is what a case of procedure report.matter carries: one incident that is told to the upper levels. Moments are as
// RFC 3339 writes them. Statements, telephone reports and reports are only ever added to.
type UpwardMatter struct {
	Incident   string             `json:"incident,omitempty" title:"所属险情|Incident"`
	Sort       string             `json:"sort" title:"事件种类|Sort" enum:"work=生产安全事故|Work accident;traffic=道路交通事故|Traffic accident;fire=火灾事故|Fire;forest=森林火灾|Forest fire;natural=自然灾害|Natural disaster;health=公共卫生事件|Public health;social=社会安全事件|Social security" list:"1"`
	HappenedAt string             `json:"happened_at" title:"发生时间|Happened at" format:"date-time"`
	KnownAt    string             `json:"known_at" title:"接报时间|Known at" format:"date-time"`
	Place      string             `json:"place,omitempty" title:"地点|Place"`
	Unit       string             `json:"unit,omitempty" title:"事发单位|Unit"`
	Summary    string             `json:"summary,omitempty" title:"简要情况|What is known" format:"text"`
	Declared   string             `json:"declared,omitempty" title:"险情定级|Grade of the incident"`
	Grade      string             `json:"grade,omitempty" title:"报送级别|Grade"`
	RaisedAt   string             `json:"raised_at,omitempty" title:"提级时间|Raised at" format:"date-time"`
	Statements []FigureStatement  `json:"statements,omitempty" title:"伤亡损失数字|Figures"`
	Phones     []UpwardCall       `json:"phones,omitempty" title:"电话快报|Reports by telephone"`
	Reports    []UpwardReport     `json:"reports,omitempty" title:"报告|Reports"`
	Runs       []UpwardClockStart `json:"runs,omitempty" title:"时限起点|Starts of clocks"`
	Anew       []string           `json:"anew,omitempty" title:"本次起算的时限|Clocks begun by the last act"`
}

// UpwardCall is a report by telephone that was made before, or beside, the written one.
type UpwardCall struct {
	At     string `json:"at" title:"通话时间|At" format:"date-time"`
	Organ  string `json:"organ" title:"接收单位|To whom"`
	Person string `json:"person" title:"接话人|Who answered" private:"1"`
	Phone  string `json:"phone,omitempty" title:"电话|Telephone" format:"phone" private:"1"`
	Caller string `json:"caller" title:"报告人|Who called"`
	Text   string `json:"text" title:"报告内容|What was said" format:"text"`
}

// UpwardClockStart says from when a clock counts, and by which rule.
type UpwardClockStart struct {
	Clock string `json:"clock" title:"时限|Clock"`
	From  string `json:"from" title:"起算|From" format:"date-time"`
	Rule  string `json:"rule" title:"规则|Rule"`
}

// The states of a report.
const (
	Drafting  = "drafting"  // being written
	Reviewed  = "review"    // waits to be signed
	Queued    = "sending"   // signed, on its way
	Refused   = "rejected"  // sent back by the upper system
	Received  = "received"  // receipted
	Abandoned = "abandoned" // given up before it was signed
)

// The kinds of reports.
const (
	First      = "first"
	Progress   = "progress"
	Supplement = "supplement"
	Final      = "final"
	Correction = "correction"
)

// UpwardReport is one report of a matter, in one version. A correction is a report of its own that names the one it corrects; the
// old one stays.
type UpwardReport struct {
	N          int             `json:"n" title:"序号|Number in the matter"`
	Kind       string          `json:"kind" title:"种类|Kind" enum:"first=初报|First report;progress=续报|Progress report;supplement=补报|Supplement;final=终报|Final report;correction=更正报告|Correction"`
	Seq        int             `json:"seq,omitempty" title:"第几次续报|Which progress report"`
	Version    int             `json:"version" title:"版本|Version"`
	Corrects   int             `json:"corrects,omitempty" title:"更正第几份|Corrects"`
	Superseded int             `json:"superseded,omitempty" title:"被第几份更正|Corrected by"`
	State      string          `json:"state" title:"状态|State"`
	Grade      string          `json:"grade,omitempty" title:"级别|Grade"`
	Known      int             `json:"known" title:"已采用的数字条数|Statements that it knows"`
	Content    ReportContents  `json:"content" title:"内容|Contents"`
	Author     string          `json:"author" title:"起草人|Written by"`
	AuthorName string          `json:"author_name" title:"起草人姓名|Name of the writer"`
	Signer     string          `json:"signer,omitempty" title:"签发人|Signed by"`
	SignerName string          `json:"signer_name,omitempty" title:"签发人姓名|Name of the signer"`
	SignedAt   string          `json:"signed_at,omitempty" title:"签发时间|Signed at" format:"date-time"`
	Number     string          `json:"number,omitempty" title:"文号|Number"`
	To         string          `json:"to,omitempty" title:"主送|To"`
	Returned   []UpwardReturn  `json:"returned,omitempty" title:"退回|Sent back"`
	Receipts   []UpwardReceipt `json:"receipts,omitempty" title:"回执|Receipts"`
}

// UpwardReturn is one time that a report was sent back: by the signer, or by the upper system.
type UpwardReturn struct {
	At     string `json:"at" title:"时间|At" format:"date-time"`
	By     string `json:"by" title:"谁|By"`
	Reason string `json:"reason" title:"理由|Reason"`
}

// UpwardReceipt says how it is known that a report arrived.
type UpwardReceipt struct {
	How    string `json:"how" title:"方式|How"`
	Number string `json:"number,omitempty" title:"回执编号|Receipt"`
	At     string `json:"at" title:"时间|At" format:"date-time"`
	By     string `json:"by" title:"谁|By"`
	Note   string `json:"note,omitempty" title:"说明|Note"`
}

// Open is the report in work, nil for none.
func (m *UpwardMatter) Open() *UpwardReport {
	for i := range m.Reports {
		if s := m.Reports[i].State; s == Drafting || s == Reviewed || s == Queued || s == Refused {
			return &m.Reports[i]
		}
	}
	return nil
}

// Report finds a report by its number in the matter, nil for none.
func (m *UpwardMatter) Report(n int) *UpwardReport {
	if n < 1 || n > len(m.Reports) {
		return nil
	}
	return &m.Reports[n-1]
}

// Told is the newest report that arrived, nil for none.
func (m *UpwardMatter) Told() *UpwardReport {
	for i := range slices.Backward(m.Reports) {
		if m.Reports[i].State == Received {
			return &m.Reports[i]
		}
	}
	return nil
}

// Told reports whether a report of a kind arrived.
func (m *UpwardMatter) told(kind string) bool {
	return slices.ContainsFunc(m.Reports, func(r UpwardReport) bool { return r.State == Received && r.Kind == kind })
}

// accident says that the law on accident reports applies.
func (m *UpwardMatter) accident() bool {
	return m.Sort == "work" || m.Sort == "traffic" || m.Sort == "fire"
}

// moment writes an instant as data keeps it.
func moment(t time.Time) string { return t.In(calendar.Beijing).Format(time.RFC3339) }

// at reads one.
func at(s string) clock.Instant {
	t := procedure.Moment(s)
	if t.IsZero() {
		return clock.Instant{}
	}
	return clock.At(t)
}

// said writes an instant as reports tell it: 2026年7月1日14时05分.
func said(s string) string {
	t := procedure.Moment(s)
	if t.IsZero() {
		return ""
	}
	return chinese.Moment(t)
}
