package govern

import (
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// TalkProcedure is 约谈.
const TalkProcedure = "govern.talk"

// The stages of a talk.
const (
	decided   = "decided"
	notified  = "notified"
	held      = "held"
	broken    = "broken"
	kept      = "kept"
	cancelled = "cancelled"
)

// signedPage is the kind of the file with both signatures.
const signedPage = "约谈记录签字页"

var (
	talker    = procedure.Who{Permission: "govern.talk.hold"}
	talkSigns = []procedure.Sign{{Name: "leader", Title: lang.T("局领导", "leader of the bureau"), Who: procedure.Who{Permission: "govern.talk.approve"}}}
)

// talkProcedure is 约谈: decided, notified, held with a record, followed up, closed.
func (s *System) talkProcedure() procedure.Definition {
	return procedure.Definition{
		Name: TalkProcedure, Version: 1, Title: lang.T("约谈", "Admonition talk"), Basis: safe(urge), Lawful: true, From: calendar.Day(2021, 9, 1),
		Read: "govern.talk.read", Open: "govern.talk.hold", Start: decided, Data: Talk{}, Filing: talkForm{}, OnOpen: rooted,
		Stages: []procedure.Stage{
			{Name: decided, Title: lang.T("拟约谈", "Decided"), Todo: lang.T("审批并发出约谈通知", "Approve and notify")},
			{Name: notified, Title: lang.T("已通知", "Notified"), Todo: lang.T("实施约谈，作好记录", "Hold the talk and record it")},
			{Name: held, Title: lang.T("承诺落实中", "Commitments run"), Todo: lang.T("到期核查承诺落实情况", "Check the commitments")},
			{Name: broken, Title: lang.T("承诺逾期", "Commitments overdue"), Todo: lang.T("核查，未兑现的转督办", "Check; what is not kept becomes supervision")},
			{Name: kept, Title: lang.T("承诺已兑现", "Commitments kept"), Todo: lang.T("办结", "Close")},
			{Name: closed, Title: lang.T("已办结", "Closed"), Final: true},
			{Name: cancelled, Title: lang.T("已取消", "Cancelled"), Final: true},
		},
		Acts: s.talkActs(),
		Clocks: []procedure.Clock{
			{Name: "hold", Title: lang.T("实施约谈", "hold the talk"), Rule: "TK-HOLD", Basis: safe(urge), Starts: []string{"open"}, Stops: []string{"hold", "cancel"}},
			{Name: "keep", Title: lang.T("承诺期限", "commitments"), Until: commitmentsDue, Basis: safe(urge), Starts: []string{"hold", "follow"}, Only: commitmentsRun, Stops: []string{"follow"}, Lapses: "fall-due"},
		},
		Writs: s.talkWrits(),
	}
}

func (s *System) talkActs() []procedure.Act {
	return []procedure.Act{
		{
			Name: "notify", Title: lang.T("发出约谈通知", "Notify"), From: []string{decided, notified}, To: notified, Who: talker, Signs: talkSigns, Form: noticeForm{}, Do: procedure.Changing(talkNotified), Writs: []string{"talk-notice"}, Basis: safe(urge), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "above", Title: lang.T("对地区的约谈由上一级发起", "an area is talked with from above"), Basis: safe(urge), Check: areaFromAbove("govern.talk.hold")},
				{Name: "ahead", Title: lang.T("提前通知", "notified ahead"), Check: notifiedAhead},
			},
		},
		{Name: "absent", Title: lang.T("记录未到场", "Did not come"), From: []string{notified}, Who: talker, Form: reasonForm{}, Do: procedure.Changing(talkMissed), Tone: procedure.Aside, Guards: []procedure.Guard{{Name: "after", Title: lang.T("已过约谈时间", "the hour is past"), Check: procedure.Checking(hourPast)}}},
		{
			Name: "hold", Title: lang.T("实施约谈", "Hold the talk"), From: []string{notified}, To: held, Who: talker, Form: heldForm{}, Do: procedure.Changing(talkHeld), Writs: []string{"talk-record"}, Basis: safe(urge), Tone: procedure.Next,
			Evidence: []procedure.Evidence{{Kind: signedPage, Title: lang.T("约谈记录签字页", "signed page of the record"), Min: 1, Since: "notify"}},
			Guards: []procedure.Guard{
				{Name: "noticed", Title: lang.T("不早于通知的时间", "not before the hour of the notice"), Check: procedure.Checking(notBeforeNotice)},
				{Name: "signed", Title: lang.T("双方签字，拒绝签字的记录在案", "both signed, or the refusal noted"), Basis: safe(urge), Check: talkSigned},
				{Name: "dated", Title: lang.T("承诺有将来的期限", "commitments have a day to come"), Basis: safe(urge), Check: commitmentsDated},
			},
		},
		{
			Name: "follow", Title: lang.T("核查承诺", "Check commitments"), From: []string{held, broken}, Branch: followLeads, Ways: []string{kept, held}, Who: talker, Form: followForm{}, Do: procedure.Changing(followed), Basis: safe(urge), Tone: procedure.Next,
			Guards: []procedure.Guard{
				{Name: "each", Title: lang.T("逐项核查", "each is checked"), Basis: safe(urge), Check: procedure.Checking(eachFollowed)},
				{Name: "dated", Title: lang.T("未兑现的写明新的期限", "what is not kept has a new day"), Basis: safe(urge), Check: followDated},
			},
		},
		{Name: "press", Title: lang.T("转督办", "Make it supervision"), From: []string{held, broken}, Who: procedure.Who{Permission: "govern.supervision.issue"}, Form: pressForm{}, Do: s.talkPressed, Tone: procedure.Aside, Once: true, Guards: []procedure.Guard{{Name: "to-come", Title: lang.T("办结期限尚未届满", "the due day is to come"), Check: pressToCome}}},
		{Name: "close", Title: lang.T("办结", "Close"), From: []string{kept}, To: closed, Who: talker, Signs: talkSigns, Form: opinionForm{}, Do: procedure.Changing(talkEnded("承诺已兑现，办结")), Basis: safe(urge), Tone: procedure.Next},
		{Name: "cancel", Title: lang.T("取消约谈", "Cancel"), From: []string{decided, notified}, To: cancelled, Who: talker, Signs: talkSigns, Form: reasonForm{}, Do: procedure.Changing(talkEnded("取消")), Basis: safe(urge), Tone: procedure.Danger},
		{Name: "fall-due", Title: lang.T("承诺期限届满", "Commitments fall due"), From: []string{held}, To: broken, Machine: true, Basis: safe(urge), Tone: procedure.Danger},
	}
}

// commitmentsDue is the end of the last day of the open commitments.
func commitmentsDue(t *procedure.Turn) (time.Time, error) {
	d, err := procedure.DataOf[Talk](t)
	if err != nil {
		return time.Time{}, err
	}
	return endOf(d.last())
}

// commitmentsRun: a check begins the time anew where something is not kept.
func commitmentsRun(t *procedure.Turn) bool {
	return t.Act.Name != "follow" || followLeads(t) == held
}
