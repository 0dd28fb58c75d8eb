package connector

import (
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
)

// States of a source, from best to worst.
const (
	fresh  = "new"    // not asked yet
	fine   = "ok"     // in order
	late   = "late"   // the last try failed, or its newest record is old
	lying  = "lying"  // told what cannot be
	broken = "broken" // silent for longer than its limit
	paused = "paused" // by a person
)

// stateTitles are the states as shown.
var stateTitles = map[string]lang.Text{
	fresh: lang.T("待接入", "Waiting"), fine: lang.T("正常", "In order"), late: lang.T("滞后", "Late"), lying: lang.T("数据存疑", "Doubtful"), broken: lang.T("失联", "Broken"), paused: lang.T("已暂停", "Paused"),
}

// State is where a source stands. Place is the peer's cursor or next page; Since is the time from which to ask; Newest is the
// latest time of a record; Backlog is -1 when the peer does not tell.
type State struct {
	Source      string        `bun:"source" json:"-"`
	State       string        `bun:"state" json:"state" enum:"new,ok,late,lying,broken,paused"`
	StateText   lang.Text     `bun:"-" json:"state_text"`
	StateSince  clock.Instant `bun:"state_since" json:"state_since"`
	Since       clock.Instant `bun:"since" json:"-"`
	Place       string        `bun:"place" json:"-"`
	Newest      clock.Instant `bun:"newest" json:"newest" doc:"the latest time of a record"`
	WatchedFrom clock.Instant `bun:"watched_from" json:"-"`
	LastTry     clock.Instant `bun:"last_try" json:"last_try"`
	LastGood    clock.Instant `bun:"last_good" json:"last_good"`
	NextAt      clock.Instant `bun:"next_at" json:"next_at"`
	Failures    int64         `bun:"failures" json:"failures" doc:"in a row"`
	Backlog     int64         `bun:"backlog" json:"backlog" doc:"records that the source still holds for us; -1: it does not tell"`
	Taken       int64         `bun:"taken" json:"taken" doc:"records, since it was declared"`
	Refused     int64         `bun:"refused" json:"refused"`
	Lies        int64         `bun:"lies" json:"lies" doc:"of the last run: values that cannot be, frozen or shrunken pages"`
	Digest      string        `bun:"digest" json:"-"`
	Same        int64         `bun:"same" json:"-"`
	Records     int64         `bun:"records" json:"-"`
	ErrorZh     string        `bun:"error_zh" json:"-"`
	ErrorEn     string        `bun:"error_en" json:"-"`
	Error       lang.Text     `bun:"-" json:"error" doc:"what was wrong the last time; empty in order"`
	Sample      string        `bun:"sample" json:"sample" doc:"what it concerned, cut"`
	Holder      string        `bun:"holder" json:"-"`
	Turn        int64         `bun:"turn" json:"-"`
}

const stateColumns = "source, state, state_since, since, place, newest, watched_from, last_try, last_good, next_at, failures, backlog, taken, refused, lies, digest, same, records, error_zh, error_en, sample, holder, turn"

func (s *State) unpack() {
	s.StateText, s.Error = stateTitles[s.State], lang.T(s.ErrorZh, s.ErrorEn)
}

// judge says how a source stands at a moment. Silence counts from the last good time, or from when it was declared, changed
// or resumed.
func judge(src Source, st State, now time.Time) string {
	heard := st.LastGood.Time
	if st.WatchedFrom.After(heard) {
		heard = st.WatchedFrom.Time
	}
	switch {
	case src.Paused:
		return paused
	case src.Limit > 0 && now.Sub(heard) > seconds(src.Limit):
		return broken
	case st.Lies > 0:
		return lying
	case st.Failures > 0, src.Late > 0 && !st.Newest.IsZero() && now.Sub(st.Newest.Time) > seconds(src.Late):
		return late
	case st.LastGood.IsZero():
		return fresh
	default:
		return fine
	}
}

// pause is how long to wait after failures: the interval, doubled each time up to ten minutes (or the interval, when it is
// longer), never more than a third of the limit, give or take a fifth so that many sources behind one line do not come at
// once. dice is any number.
func pause(src Source, failures int64, dice uint32) time.Duration {
	every := seconds(src.Every)
	longest := max(every, 10*time.Minute)
	if src.Limit > 0 {
		longest = max(every, min(longest, seconds(src.Limit)/3))
	}
	d := every
	for range min(failures, 16) {
		d = min(2*d, longest)
	}
	if failures == 0 {
		return d
	}
	return d*4/5 + d*2/5*time.Duration(dice%1000)/1000
}
