package probe

import (
	"context"
	"net/url"
	"strings"
	"time"
)

// Point is what a measuring point shows of itself.
type Point struct {
	ID      string `json:"id"`
	Device  string `json:"device"`
	Key     string `json:"key"`
	Element string `json:"element"`
	Limits  struct {
		LL *float64 `json:"ll"`
		L  *float64 `json:"l"`
		H  *float64 `json:"h"`
		HH *float64 `json:"hh"`
	} `json:"limits"`
	OnDelay float64 `json:"on_delay_s"`
	Safety  bool    `json:"life_safety"`
}

// Gateways is how the names of the demo city's MQTT devices begin.
const Gateways = "gw-"

// Points reads all points of MQTT devices, by id.
func (c *Client) Points(ctx context.Context) ([]Point, error) {
	all, err := All[Point](ctx, c, "/signal/points", nil)
	var out []Point
	for _, p := range all {
		if strings.HasPrefix(p.Device, Gateways) {
			out = append(out, p)
		}
	}
	return out, err
}

// Normal is a value between the point's limits.
func (p Point) Normal() float64 {
	low, high := p.Limits.L, p.Limits.H
	if low == nil {
		low = p.Limits.LL
	}
	if high == nil {
		high = p.Limits.HH
	}
	switch {
	case low != nil && high != nil:
		return (*low + *high) / 2
	case high != nil:
		return *high - max(1, abs(*high)/2)
	case low != nil:
		return *low + max(1, abs(*low)/2)
	}
	return 1
}

// Crossable reports whether a single value beyond HH raises an alarm at once.
func (p Point) Crossable() bool { return p.Limits.HH != nil && p.OnDelay == 0 }

// Beyond is a value above HH, told from all others by n; p must be Crossable.
func (p Point) Beyond(n int) float64 {
	return *p.Limits.HH + max(1, abs(*p.Limits.HH)*0.05) + float64(n)/1e4
}

func abs(x float64) float64 { return max(x, -x) }

// Alarm is what an alarm shows of itself.
type Alarm struct {
	ID       string    `json:"id"`
	Point    string    `json:"point"`
	State    string    `json:"state"`
	Kind     string    `json:"kind"` // the limit
	Value    float64   `json:"value"`
	RaisedAt time.Time `json:"raised_at"`
	Area     string    `json:"area"`
}

const allStates = "normal,unacknowledged,acknowledged,returned,shelved,suppressed,out-of-service"

// Alarms reads all alarms of all states; of one point when one is named.
func (c *Client) Alarms(ctx context.Context, point string) ([]Alarm, error) {
	q := url.Values{"state": {allStates}}
	if point != "" {
		q.Set("point", point)
	}
	return All[Alarm](ctx, c, "/signal/alarms", q)
}

// Values reads what is stored of a point from a time on: value by milliseconds since 1970.
func (c *Client) Values(ctx context.Context, point string, from time.Time) (map[int64]float64, error) {
	var out struct {
		Values [][2]float64 `json:"values"`
	}
	q := url.Values{"from": {from.UTC().Format(time.RFC3339)}}
	if err := c.Get(ctx, "/signal/points/"+url.PathEscape(point)+"/values?"+q.Encode(), &out); err != nil {
		return nil, err
	}
	have := make(map[int64]float64, len(out.Values))
	for _, v := range out.Values {
		have[int64(v[0])] = v[1]
	}
	return have, nil
}
