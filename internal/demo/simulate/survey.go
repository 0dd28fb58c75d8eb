package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// point is a measured quantity as the API gives it.
type point struct {
	ID     string  `json:"id"`
	Device string  `json:"device"`
	Key    string  `json:"key"`
	Unit   string  `json:"unit"`
	Lon    float64 `json:"lon"`
	Lat    float64 `json:"lat"`
	Limits struct {
		LL *float64 `json:"ll"`
		L  *float64 `json:"l"`
		H  *float64 `json:"h"`
		HH *float64 `json:"hh"`
	} `json:"limits"`
	Deadband float64 `json:"deadband"`
}

// sender is a device as the API gives it.
type sender struct {
	ID       string `json:"id"`
	Protocol string `json:"protocol"`
	Address  string `json:"address"`
	Demo     bool   `json:"demo"`
}

// known is what the API knows.
type known struct {
	points  []point
	senders []sender
}

// api is a signed-in client.
type api struct {
	base, token string
	http        http.Client
}

// survey signs in and asks for the devices of the demo and their points.
func survey(ctx context.Context, o Options) (known, error) {
	a := &api{base: strings.TrimSuffix(o.API, "/"), http: http.Client{Timeout: 20 * time.Second}}
	var k known
	var session struct {
		Token string `json:"token"`
	}
	if err := a.call(ctx, http.MethodPost, "/api/session", map[string]string{"user": o.User, "password": o.Password}, &session); err != nil {
		return k, fmt.Errorf("sign in as %s: %w", o.User, err)
	}
	a.token = session.Token
	var err error
	if k.senders, err = all[sender](ctx, a, "/api/signal/devices"); err != nil {
		return k, err
	}
	if k.points, err = all[point](ctx, a, "/api/signal/points"); err != nil {
		return k, err
	}
	// The token is given back; whoever runs this for days need not leave it open.
	if err := a.call(ctx, http.MethodDelete, "/api/session", nil, nil); err != nil {
		return k, fmt.Errorf("sign out: %w", err)
	}
	return k, nil
}

// all walks a list page by page.
func all[T any](ctx context.Context, a *api, path string) ([]T, error) {
	var out []T
	cursor := ""
	for {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		if err := a.call(ctx, http.MethodGet, path+"?limit=500&cursor="+url.QueryEscape(cursor), nil, &page); err != nil {
			return nil, fmt.Errorf("list %s: %w", path, err)
		}
		out = append(out, page.Items...)
		if page.Next == "" || page.Next == cursor {
			return out, nil
		}
		cursor = page.Next
	}
}

func (a *api) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Language", "en")
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	res, err := a.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() // it was read
	raw, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s: %s", res.Status, strings.TrimSpace(string(raw[:min(len(raw), 300)])))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(raw, out)
}
