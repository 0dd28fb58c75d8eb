package govern

import (
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// SupervisionProcedure is 督办.
const SupervisionProcedure = "govern.supervision"

// The stages of a matter of supervision.
const (
	drafted   = "drafted"
	issued    = "issued"
	received  = "received"
	overdue   = "overdue"
	raised    = "raised"
	answered  = "answered"
	verified  = "verified"
	closed    = "closed"
	withdrawn = "withdrawn"
)

// The people of it, by permission.
var (
	supervisor = procedure.Who{Permission: "govern.supervision.issue"}
	answers    = procedure.Who{Permission: "govern.supervision.answer", Assignee: true}
	receives   = procedure.Who{Permission: "govern.supervision.answer", Assignee: true, NotBy: []procedure.NotBy{{Act: "issue"}}}
	checks     = procedure.Who{Permission: "govern.supervision.issue", NotBy: []procedure.NotBy{{Act: "report"}}}
	leaderSign = []procedure.Sign{{Name: "leader", Title: lang.T("局领导", "leader of the bureau"), Who: procedure.Who{Permission: "govern.supervision.approve"}}}
	publisher  = procedure.Who{Permission: "govern.supervision.publish"}
)

// supervisionProcedure is 督办: issued, received, reported with evidence, checked, closed or sent back.
func (s *System) supervisionProcedure() procedure.Definition {
	return procedure.Definition{
		Name: SupervisionProcedure, Version: 1, Title: lang.T("督办", "Supervision"), Basis: safe(urge), Lawful: true, From: calendar.Day(2021, 9, 1),
		Read: "govern.supervision.read", Open: "govern.supervision.issue", Start: drafted, Data: Supervision{}, Filing: supervisionForm{},
		OnOpen: rooted,
		Stages: []procedure.Stage{
			{Name: drafted, Title: lang.T("待签发", "Drafted"), Todo: lang.T("签发督办函", "Issue the letter")},
			{Name: issued, Title: lang.T("待签收", "Issued"), Todo: lang.T("签收督办件，落实负责人和方案", "Receive it, name who sees to it and how")},
			{Name: received, Title: lang.T("办理中", "In hand"), Todo: lang.T("按期办结并反馈", "See to it and report in time")},
			{Name: overdue, Title: lang.T("已逾期", "Overdue"), Todo: lang.T("立即办结并反馈", "See to it at once and report")},
			{Name: raised, Title: lang.T("已提级", "Raised to the next level"), Todo: lang.T("上一级批示，承办单位反馈", "Instruct from above; report")},
			{Name: answered, Title: lang.T("待核查", "Reported"), Todo: lang.T("核查办理结果", "Check what was reported")},
			{Name: verified, Title: lang.T("核查通过", "Checked"), Todo: lang.T("办结销号", "Close it")},
			{Name: closed, Title: lang.T("已办结", "Closed"), Final: true},
			{Name: withdrawn, Title: lang.T("已撤销", "Withdrawn"), Final: true},
		},
		Acts:   append(s.supervising(), s.answering()...),
		Clocks: supervisionClocks(),
		Writs:  []procedure.Writ{s.supervisionLetter()},
	}
}

// supervising are the acts of those who supervise.
func (s *System) supervising() []procedure.Act {
	running := []string{issued, received, overdue, raised}
	return []procedure.Act{
		{
			Name: "issue", Title: lang.T("签发督办函", "Issue"), From: []string{drafted}, To: issued, Who: supervisor, Signs: leaderSign, Form: opinionForm{}, Do: s.issued, Writs: []string{"supervision-letter"}, Basis: safe(urge), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "above", Title: lang.T("对地区的督办由上一级发起", "an area is supervised from above"), Basis: safe(urge), Check: areaFromAbove("govern.supervision.issue")},
				{Name: "to-come", Title: lang.T("办结期限尚未届满", "the due day is to come"), Check: procedure.Checking(dueToCome)},
				{Name: "year", Title: lang.T("挂牌督办不超过规定的最长期限", "a listed matter stays within the longest time"), Check: procedure.Checking(listedWithin)},
			},
		},
		{Name: "withdraw", Title: lang.T("撤销督办", "Withdraw"), From: append([]string{drafted}, running...), To: withdrawn, Who: supervisor, Signs: leaderSign, Form: reasonForm{}, Do: procedure.Changing(ended("撤销")), Basis: safe(urge), Tone: procedure.Danger},
		{
			Name: "extend", Title: lang.T("延期", "Extend"), From: []string{received}, Who: supervisor, Form: extendForm{}, Do: procedure.Changing(extended), Tone: procedure.Aside, Once: true,
			Guards: []procedure.Guard{
				{Name: "unlisted", Title: lang.T("挂牌督办须经申请", "a listed matter is asked for"), Check: procedure.Checking(notListed)},
				{Name: "later", Title: lang.T("晚于原期限", "later than before"), Check: procedure.Checking(extendsLater)},
			},
		},
		{Name: "publish", Title: lang.T("公布挂牌", "Publish the listing"), From: append([]string{answered, verified}, running...), Who: publisher, Do: procedure.Changing(published), Tone: procedure.Aside, Once: true, Guards: []procedure.Guard{{Name: "listed", Title: lang.T("是挂牌督办", "it is listed"), Check: procedure.Checking(isListed)}}},
		{
			Name: "answer-delay", Title: lang.T("答复延期申请", "Answer the request for a delay"), From: []string{received}, Who: supervisor, Signs: leaderSign, Form: answerForm{}, Do: procedure.Changing(delayAnswered), Tone: procedure.Aside,
			Guards: []procedure.Guard{{Name: "asked", Title: lang.T("有未答复的延期申请", "a request waits"), Check: procedure.Checking(delayWaits)}},
		},
		{
			Name: "direct", Title: lang.T("提级批示", "Instruct from above"), From: []string{raised}, To: received, Who: procedure.Who{Permission: "govern.supervision.approve", Level: 4}, Form: directForm{}, Do: procedure.Changing(directed), Basis: safe(urge), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "to-come", Title: lang.T("新的期限尚未届满", "the new day is to come"), Check: directToCome}},
		},
		{
			Name: "check", Title: lang.T("核查", "Check"), From: []string{answered}, Branch: checkLeads, Ways: []string{verified, received}, Who: checks, Form: checkForm{}, Do: procedure.Changing(checked), Basis: safe(urge), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "dated", Title: lang.T("退回的，写明新的期限", "a new day when sent back"), Basis: safe(urge), Check: backDated}},
		},
		{Name: "delist", Title: lang.T("摘牌", "Delist"), From: []string{verified}, Who: supervisor, Signs: leaderSign, Form: opinionForm{}, Do: procedure.Changing(delisted), Basis: safe(listing), Tone: procedure.Aside, Once: true, Guards: []procedure.Guard{{Name: "listed", Title: lang.T("是挂牌督办", "it is listed"), Check: procedure.Checking(isListed)}}},
		{Name: "publish-end", Title: lang.T("公布摘牌", "Publish the end of the listing"), From: []string{verified}, Who: publisher, Do: procedure.Changing(endPublished), Tone: procedure.Aside, Once: true, Guards: []procedure.Guard{{Name: "delisted", Title: lang.T("已摘牌", "it was delisted"), Check: procedure.Checking(isDelisted)}}},
		{
			Name: "close", Title: lang.T("办结销号", "Close"), From: []string{verified}, To: closed, Who: checks, Signs: leaderSign, Form: opinionForm{}, Do: procedure.Changing(ended("办结")), Basis: safe(urge), Tone: procedure.Next,
			Guards: []procedure.Guard{{Name: "delisted", Title: lang.T("挂牌督办的，已摘牌并公布", "a listed matter was delisted, and that published"), Basis: safe(listing), Check: procedure.Checking(offTheList)}},
		},
		{Name: "fall-overdue", Title: lang.T("督办期限届满", "The time is over"), From: []string{issued, received}, To: overdue, Machine: true, Do: procedure.Changing(fellOverdue), Basis: safe(urge), Tone: procedure.Danger},
		{Name: "rise", Title: lang.T("提级督办", "Raise to the next level"), From: []string{overdue}, To: raised, Machine: true, Do: s.rose, Basis: safe(urge), Tone: procedure.Danger},
		{Name: "talk", Title: lang.T("启动约谈", "Begin a talk"), From: []string{overdue, raised}, Who: procedure.Who{Permission: "govern.talk.hold"}, Form: talkFromForm{}, Do: s.talkBegun, Tone: procedure.Aside, Once: true},
	}
}

// answering are the acts of whoever is supervised.
func (s *System) answering() []procedure.Act {
	feedback := []procedure.Evidence{{Kind: "办理佐证材料", Title: lang.T("办理佐证材料", "evidence of what was done"), Min: 1, Since: "check", Basis: safe(urge)}}
	return []procedure.Act{
		{Name: "receive", Title: lang.T("签收", "Receive"), From: []string{issued}, To: received, Who: receives, Form: receiveForm{}, Do: s.received, Basis: safe(urge), Tone: procedure.Next},
		{Name: "progress", Title: lang.T("反馈进展", "Report progress"), From: []string{received, overdue, raised}, Who: answers, Form: progressForm{}, Do: procedure.Changing(progressed), Tone: procedure.Aside},
		{Name: "report", Title: lang.T("反馈办理结果", "Report as done"), From: []string{received, overdue, raised}, To: answered, Who: receives, Form: reportForm{}, Do: procedure.Changing(reported), Basis: safe(urge), Tone: procedure.Next, Evidence: feedback},
		{
			Name: "ask-delay", Title: lang.T("申请延期", "Ask for a delay"), From: []string{received}, Who: answers, Form: askForm{}, Do: procedure.Changing(delayAsked), Tone: procedure.Aside, Once: true,
			Guards: []procedure.Guard{
				{Name: "listed", Title: lang.T("是挂牌督办", "it is listed"), Check: procedure.Checking(isListed)},
				{Name: "later", Title: lang.T("晚于原期限", "later than before"), Check: procedure.Checking(asksLater)},
				{Name: "within", Title: lang.T("连同延期不超过规定的最长期限", "with the delay within the longest time"), Check: procedure.Checking(askWithin)},
				{Name: "early-enough", Title: lang.T("期满二十个工作日前提出", "20 working days ahead"), Check: procedure.Checking(askedEarly)},
			},
		},
	}
}

// supervisionClocks are its times. The due day is set by whoever issues it; all others are parameters.
func supervisionClocks() []procedure.Clock {
	isIt := procedure.When(func(_ *procedure.Turn, d Supervision) bool { return d.Listed })
	return []procedure.Clock{
		{Name: "receive", Title: lang.T("签收", "receipt"), Rule: "SV-RCV", Basis: safe(urge), Starts: []string{"issue"}, Stops: []string{"receive", "withdraw"}},
		{
			Name: "answer", Title: lang.T("办结期限", "time to see to it"), Until: supervisionDue, Basis: safe(urge), Starts: []string{"issue", "extend", "answer-delay", "direct", "check"}, Only: dueMoved, Stops: []string{"report", "withdraw"},
			Lapses: "fall-overdue",
		},
		{Name: "rise", Title: lang.T("逾期后提级", "to the next level"), Rule: "SV-RISE", Basis: safe(urge), After: "answer", Stops: []string{"report", "withdraw"}, Lapses: "rise"},
		{Name: "check", Title: lang.T("核查", "check"), Rule: "SV-CHK", Basis: safe(urge), Starts: []string{"report"}, Stops: []string{"check"}},
		{Name: "listing", Title: lang.T("公布挂牌", "publish the listing"), Rule: "HD-LPUB", Basis: safe(listing), Starts: []string{"issue"}, Only: isIt, Stops: []string{"publish", "withdraw"}},
		{Name: "delisting", Title: lang.T("公布摘牌", "publish its end"), Rule: "HD-LPUB", Basis: safe(listing), Starts: []string{"delist"}, Stops: []string{"publish-end"}},
		{Name: "delay", Title: lang.T("答复延期申请", "answer a request for a delay"), Rule: "HD-ANS", Basis: safe(listing), Starts: []string{"ask-delay"}, Stops: []string{"answer-delay", "report", "withdraw"}},
	}
}

// supervisionDue is the end of the due day.
func supervisionDue(t *procedure.Turn) (time.Time, error) {
	d, err := procedure.DataOf[Supervision](t)
	if err != nil {
		return time.Time{}, err
	}
	return endOf(d.Due)
}

// dueMoved: a check begins the time anew only when it sends back, an answer only when it grants.
func dueMoved(t *procedure.Turn) bool {
	switch t.Act.Name {
	case "check":
		return !procedure.FormOf[checkForm](t).Passed
	case "answer-delay":
		return procedure.FormOf[answerForm](t).Grant
	}
	return true
}
