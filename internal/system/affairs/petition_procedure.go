package affairs

import (
	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// PetitionProcedure is 信访事项办理.
const PetitionProcedure = "affairs.petition"

// The stages of a petition; some have the names of those of a request.
const (
	registered = "registered"
	objected   = "objected"
	returned   = "returned"
	forwarded  = "forwarded"
	elsewhere  = "elsewhere"
	declined   = "declined"
	opined     = "opined"
	told       = "told"
	reviewing  = "reviewing"
	reviewed   = "reviewed"
	reviewTold = "review-told"
	rechecking = "rechecking"
	rechecked  = "rechecked"
	closed     = "closed"
)

// The people of a petition, by permission.
var (
	petitionClerk  = procedure.Who{Permission: "affairs.petition.register"}
	petitionHandle = procedure.Who{Permission: "affairs.petition.handle"}
	petitionHead   = []procedure.Sign{{Name: "head", Title: lang.T("部门负责人", "department head"), Who: procedure.Who{Permission: "affairs.petition.approve"}}}
	organHead      = []procedure.Sign{{Name: "leader", Title: lang.T("本机关负责人", "head of the organ"), Who: procedure.Who{Permission: "affairs.petition.extend", Basis: visit("第三十四条")}}}
)

// petitionProcedure is the handling of a petition under the regulation of 2022, chapter 4.
func (s *System) petitionProcedure() procedure.Definition {
	return procedure.Definition{
		Name: PetitionProcedure, Version: 1, Title: lang.T("信访事项", "Petition"), Basis: visit("第四章"), Lawful: true,
		From: calendar.Day(2022, 5, 1), Read: "affairs.petition.read", Open: "affairs.petition.register", Start: registered, Data: Petition{}, Filing: petitionForm{},
		Barred: &procedure.Barred{Field: "accused_id", Title: lang.T("被反映的人员", "whoever is complained of"), Basis: visit("第二十八条")},
		Stages: []procedure.Stage{
			{Name: registered, Title: lang.T("已登记", "Registered"), Todo: lang.T("受理、转送或者告知", "Take up, forward or tell")},
			{Name: objected, Title: lang.T("已提异议", "Objected"), Todo: lang.T("登记转送机关对异议的答复", "Enter the reply to the objection")},
			{Name: handling, Title: lang.T("办理中", "Being handled"), Todo: lang.T("听取陈述，调查核实，出具意见", "Hear, verify, give an opinion")},
			{Name: opined, Title: lang.T("已出具意见", "Opinion given"), Todo: lang.T("送达处理意见书", "Serve the opinion")},
			{Name: told, Title: lang.T("意见已送达", "Opinion served")},
			{Name: reviewing, Title: lang.T("复查中", "Under review"), Todo: lang.T("提出复查意见", "Review it")},
			{Name: reviewed, Title: lang.T("已复查", "Reviewed"), Todo: lang.T("送达复查意见书", "Serve the review")},
			{Name: reviewTold, Title: lang.T("复查意见已送达", "Review served")},
			{Name: rechecking, Title: lang.T("复核中", "Under second review"), Todo: lang.T("提出复核意见", "Review it for the last time")},
			{Name: rechecked, Title: lang.T("已复核终结", "Ended by the second review"), Final: true},
			{Name: closed, Title: lang.T("已办结", "Closed"), Final: true},
			{Name: forwarded, Title: lang.T("已转送", "Forwarded"), Final: true},
			{Name: elsewhere, Title: lang.T("已告知有权机关", "Told where to turn"), Final: true},
			{Name: declined, Title: lang.T("不再受理", "Not taken up again"), Final: true},
			{Name: returned, Title: lang.T("异议成立，已交还", "Given back"), Final: true},
			{Name: diverted, Title: lang.T("已导入法定途径", "On its own track"), Final: true},
		},
		Acts:   append(append(s.petitionIntake(), s.petitionHandling()...), s.petitionReviews()...),
		Clocks: petitionClocks(),
		Writs:  s.petitionWrits(),
	}
}

// petitionIntake are the acts until it is clear who handles a petition and how (Arts. 20 to 23, 30, 31).
func (s *System) petitionIntake() []procedure.Act {
	first := []string{registered}
	return []procedure.Act{
		{
			Name: "elect", Title: lang.T("推选代表", "Choose representatives"), From: first, Who: petitionClerk, Form: repsForm{}, Do: procedure.Changing(elected), Basis: visit("第二十条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{petitionGuard("few", lang.T("代表不超过五人", "five at most"), "第二十条", chosenFew)},
		},
		{
			Name: "accept", Title: lang.T("受理告知", "Take up and tell"), From: first, To: handling, Who: petitionHandle, Form: acceptForm{}, Do: procedure.Changing(takenUp), Writs: []string{"visit-acceptance"}, Basis: visit("第二十三条"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				petitionGuard("group", lang.T("多人走访的代表不超过五人", "a group has five representatives at most"), "第二十条", groupSpeaks),
				petitionGuard("own-track", lang.T("没有其他法定途径", "no other track of the law"), "第三十一条", noOtherTrack),
				petitionGuard("not-final", lang.T("同一事项未经复核终结", "it was not ended by a second review"), "第三十六条", notFinal),
			},
		},
		{
			Name: "forward", Title: lang.T("转送", "Forward"), From: first, To: forwarded, Who: petitionClerk, Form: forwardForm{}, Do: outcome("转送有权处理的机关、单位"), Writs: []string{"visit-forward", "visit-told"}, Basis: visit("第二十二条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{petitionGuard("kept", lang.T("不转给被检举、控告的单位", "not to whom it accuses"), "第三十条", kept)},
		},
		{Name: "tell-elsewhere", Title: lang.T("告知向有权机关提出", "Tell where to turn"), From: first, To: elsewhere, Who: petitionClerk, Form: elsewhereForm{}, Do: outcome("告知向有权处理的机关、单位提出"), Writs: []string{"visit-elsewhere"}, Basis: visit("第二十三条"), Tone: procedure.Aside},
		{
			Name: "decline", Title: lang.T("不再受理", "Not taken up again"), From: first, To: declined, Who: petitionHandle, Signs: petitionHead, Form: declineForm{}, Do: outcome("不再受理"), Writs: []string{"visit-declined"}, Basis: visit("第三十六条"), Tone: procedure.Danger,
			Guards: []procedure.Guard{petitionGuard("final", lang.T("已有复核意见", "there is a final opinion"), "第三十六条", finalNamed)},
		},
		{
			Name: "object", Title: lang.T("提出异议", "Object to the assignment"), From: first, To: objected, Who: petitionHandle, Signs: petitionHead, Form: reasonForm{}, Writs: []string{"visit-objection"}, Basis: visit("第二十三条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{petitionGuard("assigned", lang.T("是转送、交办的事项", "it was assigned"), "第二十三条", isAssigned)},
		},
		{Name: "settle-objection", Title: lang.T("登记异议答复", "Enter the reply to the objection"), From: []string{objected}, Branch: objectionLeads, Ways: []string{registered, returned}, Who: petitionClerk, Form: settleForm{}, Basis: visit("第二十三条"), Tone: procedure.Next},
		{
			Name: "divert", Title: lang.T("导入法定途径", "Lead to its own track"), From: []string{registered, handling}, To: diverted, Who: petitionHandle, Signs: petitionHead, Form: trackForm{}, Do: outcome("导入法定途径"), Writs: []string{"visit-diverted"}, Basis: visit("第三十一条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{petitionGuard("track", lang.T("有其他法定途径", "there is another track of the law"), "第三十一条", trackNamed)},
		},
	}
}

// petitionHandling are the acts of the three kinds (Arts. 28 to 34).
func (s *System) petitionHandling() []procedure.Act {
	now := []string{handling}
	avoidance := petitionGuard("avoidance", lang.T("接办人员不是被反映的人", "the successor is not complained of"), "第二十八条", notAccused)
	return []procedure.Act{
		{
			Name: "avoid", Title: lang.T("回避，另派承办人", "Replace the handler"), From: now, Who: procedure.Who{Permission: "affairs.petition.approve"}, Form: avoidForm{}, Do: s.replaced, Basis: visit("第二十八条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{avoidance},
		},
		{
			Name: "hear", Title: lang.T("听取陈述、调查核实", "Hear and verify"), From: now, Who: petitionHandle, Form: hearForm{}, Do: procedure.Changing(heardOf), Basis: visit("第三十一条第六项"), Tone: procedure.Next,
		},
		{
			Name: "reply", Title: lang.T("回复建议", "Answer a suggestion"), From: now, To: closed, Who: petitionHandle, Form: replyForm{}, Do: outcome("已研究并回复"), Writs: []string{"visit-reply"}, Basis: visit("第二十九条"), Tone: procedure.Next,
			Guards: []procedure.Guard{petitionGuard("suggestion", lang.T("是建议意见类事项", "it is a suggestion"), "第二十九条", isKind("suggestion"))},
		},
		{
			Name: "feed-back", Title: lang.T("反馈检举控告", "Answer an accusation"), From: now, To: closed, Who: petitionHandle, Signs: petitionHead, Form: replyForm{}, Do: outcome("已办理并反馈"), Writs: []string{"visit-feedback"}, Basis: visit("第三十条"), Tone: procedure.Next,
			Guards: []procedure.Guard{petitionGuard("accusation", lang.T("是检举控告类事项", "it is an accusation"), "第三十条", isKind("accusation"))},
		},
		{
			Name: "opine", Title: lang.T("出具处理意见", "Give an opinion"), From: now, To: opined, Who: petitionHandle, Signs: petitionHead, Form: verdictForm{}, Do: procedure.Changing(opinionGiven), Writs: []string{"visit-answer"}, Basis: visit("第三十一条第六项"), Tone: procedure.Next,
			Guards: []procedure.Guard{
				petitionGuard("claim", lang.T("是申诉求决类事项", "it is a claim"), "第三十一条", isKind("claim")),
				petitionGuard("heard", lang.T("已听取陈述并调查核实", "the petitioner was heard"), "第三十一条第六项", isHeard),
				petitionGuard("law", lang.T("载明法律法规依据", "the law is named"), "第三十二条", hasLaw),
			},
		},
		{Name: "extend", Title: lang.T("延长办理期限", "Extend the time"), From: now, Who: petitionHandle, Signs: organHead, Form: reasonForm{}, Writs: []string{"visit-extension"}, Basis: visit("第三十四条"), Tone: procedure.Aside},
		{Name: "serve", Title: lang.T("送达处理意见书", "Serve the opinion"), From: []string{opined}, To: told, Who: petitionClerk, Form: serveForm{}, Do: serves("visit-answer"), Basis: visit("第三十五条"), Tone: procedure.Next},
	}
}

// petitionReviews are the review, the second review, the end and the rating (Arts. 21, 35, 36). A review is by the organ
// above, so by officers of the city; who took part before takes none in it.
func (s *System) petitionReviews() []procedure.Act {
	last := procedure.Who{Permission: "affairs.petition.recheck", Level: 4}
	judge := last
	judge.NotBy = []procedure.NotBy{{Act: "review", Basis: visit("第三十六条")}}
	return []procedure.Act{
		{Name: "ask-review", Title: lang.T("登记复查请求", "Enter a request for review"), From: []string{told}, To: reviewing, Who: petitionClerk, Form: askForm{}, Do: procedure.Changing(askedAgain), Basis: visit("第三十五条"), Tone: procedure.Aside},
		{
			Name: "review", Title: lang.T("复查", "Review"), From: []string{reviewing}, Branch: reviewLeads, Ways: []string{reviewed, handling}, Form: reviewForm{}, Do: procedure.Changing(reviewGiven), Writs: []string{"visit-review"}, Basis: visit("第三十五条"), Tone: procedure.Next,
			Who: procedure.Who{Permission: "affairs.petition.review", Level: 4, NotBy: []procedure.NotBy{{Act: "opine", Basis: visit("第三十五条")}}},
		},
		{Name: "serve-review", Title: lang.T("送达复查意见书", "Serve the review"), From: []string{reviewed}, To: reviewTold, Who: petitionClerk, Form: serveForm{}, Do: serves("visit-review"), Basis: visit("第三十六条"), Tone: procedure.Next},
		{Name: "ask-recheck", Title: lang.T("登记复核请求", "Enter a request for a second review"), From: []string{reviewTold}, To: rechecking, Who: petitionClerk, Form: askForm{}, Do: procedure.Changing(askedAgain), Basis: visit("第三十六条"), Tone: procedure.Aside},
		{
			Name: "begin-hearing", Title: lang.T("决定听证", "Hold a hearing"), From: []string{rechecking}, Who: last, Form: hearingForm{}, Do: procedure.Changing(hearingBegun), Basis: visit("第三十六条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{petitionGuard("none-on", lang.T("没有进行中的听证", "no hearing is on"), "第三十六条", hearingOver)},
		},
		{
			Name: "end-hearing", Title: lang.T("听证结束", "The hearing ends"), From: []string{rechecking}, Who: last, Form: hearingForm{}, Do: procedure.Changing(hearingEnded), Basis: visit("第三十六条"), Tone: procedure.Aside,
			Guards: []procedure.Guard{petitionGuard("on", lang.T("听证进行中", "a hearing is on"), "第三十六条", hearingOn)},
		},
		{
			Name: "recheck", Title: lang.T("复核", "Second review"), From: []string{rechecking}, To: rechecked, Who: judge, Form: recheckForm{}, Do: procedure.Changing(recheckGiven), Writs: []string{"visit-recheck"}, Basis: visit("第三十六条"), Tone: procedure.Next,
			Guards: []procedure.Guard{petitionGuard("hearing-over", lang.T("听证已结束", "the hearing is over"), "第三十六条", hearingOver)},
		},
		{Name: "close", Title: lang.T("办结", "Close"), From: []string{told, reviewTold}, To: closed, Who: petitionHandle, Do: procedure.Changing(closedNow), Basis: visit("第三十五条"), Tone: procedure.Next},
		{Name: "rate", Title: lang.T("信访人评价", "Rating by the petitioner"), From: []string{closed, rechecked, forwarded, elsewhere, diverted}, Who: petitionClerk, Form: rateForm{}, Do: procedure.Changing(rated), Basis: visit("第二十一条"), Tone: procedure.Aside, Once: true},
	}
}

// petitionClocks are the terms of a petition. Both 15 days run from the receipt; a direct one must be forwarded in time, any
// one must be answered in writing whether it is taken up.
func petitionClocks() []procedure.Clock {
	heads := []string{"accept", "forward", "tell-elsewhere", "decline", "divert"}
	source := func(want string) func(*procedure.Turn) bool {
		return procedure.When(func(_ *procedure.Turn, p Petition) bool { return p.Source == want })
	}
	claim := procedure.When(func(t *procedure.Turn, p Petition) bool {
		return p.Kind == "claim" && (t.Act.Name == "accept" || p.Review == "revoke")
	})
	return []procedure.Clock{
		{Name: "forward", Title: lang.T("转送期限", "time to forward"), Rule: "X-FWD", Basis: visit("第二十二条"), Starts: []string{"open"}, Only: source("direct"), Stops: heads},
		{Name: "tell", Title: lang.T("告知期限", "time to tell"), Rule: "X-TELL", Basis: visit("第二十三条"), Starts: []string{"open"}, Stops: append([]string{"object"}, heads...)},
		{Name: "objection", Title: lang.T("异议期限", "time to object"), Rule: "X-OBJ", Basis: visit("第二十三条"), Starts: []string{"open"}, Only: source("assigned"), Stops: []string{"object", "accept"}, Closes: []string{"object"}, Party: true},
		{Name: "handle", Title: lang.T("办理期限", "time to handle"), Rule: "X-HAN", Basis: visit("第三十四条"), Starts: []string{"accept", "review"}, Only: claim, Stops: []string{"opine", "divert"}, Extends: []string{"extend"}},
		{Name: "ask-review", Title: lang.T("请求复查期限", "time to ask for a review"), Rule: "X-REV", Basis: visit("第三十五条"), Starts: []string{"serve"}, Stops: []string{"ask-review"}, Closes: []string{"ask-review"}, Holds: []string{"close"}, Party: true},
		{Name: "review", Title: lang.T("复查期限", "time of the review"), Rule: "X-REV-D", Basis: visit("第三十五条"), Starts: []string{"ask-review"}, Stops: []string{"review"}},
		{Name: "ask-recheck", Title: lang.T("请求复核期限", "time to ask for a second review"), Rule: "X-RRV", Basis: visit("第三十六条"), Starts: []string{"serve-review"}, Stops: []string{"ask-recheck"}, Closes: []string{"ask-recheck"}, Holds: []string{"close"}, Party: true},
		{
			Name: "recheck", Title: lang.T("复核期限", "time of the second review"), Rule: "X-RRV-D", Basis: visit("第三十六条"), Starts: []string{"ask-recheck"}, Stops: []string{"recheck"},
			Pauses: []procedure.Pause{{Title: lang.T("听证", "hearing"), From: []string{"begin-hearing"}, Until: []string{"end-hearing"}, Basis: visit("第三十六条")}},
		},
	}
}
