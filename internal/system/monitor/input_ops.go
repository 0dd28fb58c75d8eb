package monitor

import (
	"context"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
)

// InputState says how what we are told by stands: the connectors to other offices and the devices that the caller may see.
// Without values nobody is alarmed, so the duty officer sees it beside the alarms.
type InputState struct {
	Sources  int         `json:"sources" doc:"connectors"`
	Broken   int         `json:"broken" doc:"connectors that are silent beyond their time limit"`
	Doubtful int         `json:"doubtful" doc:"connectors that tell what cannot be"`
	Late     int         `json:"late"`
	Devices  int         `json:"devices" doc:"those that may speak and have spoken"`
	Silent   int         `json:"silent" doc:"devices that say nothing for longer than three times what is usual"`
	Items    []InputItem `json:"items" nullable:"false" doc:"broken and doubtful connectors, then devices of which messages are refused, then those that are silent; 20 at most"`

	Refused      int64         `json:"refused" doc:"messages that were refused because more came than could be dealt with, since refused_since; 0 when none was for five minutes"`
	RefusedSince clock.Instant `json:"refused_since"`
	RefusedNow   bool          `json:"refused_now" doc:"it goes on"`
}

// InputItem is a connector or a device that does not do what it should.
type InputItem struct {
	Kind  string        `json:"kind" enum:"connector,device"`
	ID    string        `json:"id"`
	Name  string        `json:"name"`
	State string        `json:"state" enum:"broken,lying,refused,silent"`
	Text  lang.Text     `json:"text" doc:"the state as shown"`
	Since clock.Instant `json:"since" doc:"when it last said something good, null when it never did; of refused messages, when the first was refused"`
	Link  string        `json:"link"`
}

// MostInputs is how many items an InputState names.
const MostInputs = 20

func (s *System) inputs(ctx context.Context, _ *struct{}) (*httpapi.Body[InputState], error) {
	out := InputState{Items: []InputItem{}}
	if s.Inputs == nil {
		return httpapi.OK(out), nil
	}
	out, err := s.Inputs(ctx, httpapi.SubjectOf(ctx))
	if err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}
