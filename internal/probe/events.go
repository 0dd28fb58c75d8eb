package probe

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Event is one server-sent event.
type Event struct {
	Seq    string
	Type   string
	Object string          `json:"object"`
	Data   json.RawMessage `json:"data"`
}

// Follow reads the live events and hands each on with the time at which it was parsed, until ctx ends (then it returns
// nil) or the stream breaks. The first event is stream.open.
func (c *Client) Follow(ctx context.Context, got func(Event, time.Time)) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/api/events", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	req.Header.Set("Accept", "text/event-stream")
	res, err := (&http.Client{Transport: c.http.Transport}).Do(req) // without the timeout of a single answer
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return &Refused{Status: res.StatusCode}
	}
	sc := bufio.NewScanner(res.Body)
	sc.Buffer(make([]byte, 64<<10), 4<<20)
	var e Event
	var data strings.Builder
	for sc.Scan() {
		line := sc.Text()
		if line != "" {
			name, value, _ := strings.Cut(line, ": ")
			switch name {
			case "id":
				e.Seq = value
			case "event":
				e.Type = value
			case "data":
				data.WriteString(value)
			}
			continue
		}
		if e.Type != "" {
			if err := json.Unmarshal([]byte(data.String()), &e); err != nil {
				return fmt.Errorf("event %s: %w", e.Type, err)
			}
			got(e, time.Now())
		}
		e = Event{}
		data.Reset()
	}
	if ctx.Err() != nil {
		return nil
	}
	if err := sc.Err(); err != nil {
		return err
	}
	return fmt.Errorf("the event stream ended")
}
