package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Client speaks to the API as one person. It is safe for concurrent use.
type Client struct {
	Token string
	base  string
	http  *http.Client
}

// Refused is an answer other than 2xx.
type Refused struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (r *Refused) Error() string { return fmt.Sprintf("%d %s: %s", r.Status, r.Code, r.Detail) }

// StatusOf is the HTTP status of a refusal; 0 when there was no answer at all.
func StatusOf(err error) int {
	var r *Refused
	if errors.As(err, &r) {
		return r.Status
	}
	return 0
}

// AnswerWithin is how long a client waits for an answer.
const AnswerWithin = 5 * time.Second

// NewClient is a client that is not signed in.
func NewClient(base string) *Client {
	return &Client{base: base, http: &http.Client{Timeout: AnswerWithin, Transport: &http.Transport{MaxIdleConnsPerHost: 256, MaxIdleConns: 256}}}
}

// SignIn signs in to the server with the demo password.
func (s *Server) SignIn(ctx context.Context, user string) (*Client, error) {
	c := NewClient(s.URL())
	if err := c.SignIn(ctx, user, s.Password); err != nil {
		return nil, fmt.Errorf("sign in as %s: %w", user, err)
	}
	return c, nil
}

// SignIn makes the client speak for a person.
func (c *Client) SignIn(ctx context.Context, user, password string) error {
	var out struct {
		Token string `json:"token"`
	}
	if err := c.Post(ctx, "/session", "", map[string]string{"user": user, "password": password}, &out); err != nil {
		return err
	}
	c.Token = out.Token
	return nil
}

// Get reads a path below /api into out.
func (c *Client) Get(ctx context.Context, path string, out any) error {
	return c.do(ctx, http.MethodGet, path, "", nil, out)
}

// Post writes to a path below /api; key is the Idempotency-Key, "" for none, and out may be nil.
func (c *Client) Post(ctx context.Context, path, key string, in, out any) error {
	return c.do(ctx, http.MethodPost, path, key, in, out)
}

// Put replaces what lies at a path below /api; out may be nil.
func (c *Client) Put(ctx context.Context, path string, in, out any) error {
	return c.do(ctx, http.MethodPut, path, "", in, out)
}

// Raw reads a path below /api and gives the body as it comes, uncompressed; tag, when not empty, is sent as If-None-Match.
// It fails with Refused for an answer other than 2xx and 304.
func (c *Client) Raw(ctx context.Context, path, tag string) (status int, body []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/api"+path, nil)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	if err == nil && res.StatusCode/100 != 2 && res.StatusCode != http.StatusNotModified {
		err = &Refused{Status: res.StatusCode, Detail: string(body)}
	}
	return res.StatusCode, body, err
}

// Upload sends content as it is to a path below /api. It waits for the answer as long as ctx allows: what is sent may be
// looked into before it is answered.
func (c *Client) Upload(ctx context.Context, path string, content []byte, out any) error {
	patient := *c.http
	patient.Timeout = 0
	return c.send(ctx, &patient, http.MethodPost, path, "", "application/octet-stream", bytes.NewReader(content), out)
}

func (c *Client) do(ctx context.Context, method, path, key string, in, out any) error {
	if in == nil {
		return c.send(ctx, c.http, method, path, key, "", nil, out)
	}
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return c.send(ctx, c.http, method, path, key, "application/json", bytes.NewReader(b), out)
}

func (c *Client) send(ctx context.Context, client *http.Client, method, path, key, content string, body io.Reader, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+"/api"+path, body)
	if err != nil {
		return err
	}
	if content != "" {
		req.Header.Set("Content-Type", content)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	req.Header.Set("Accept-Language", "en")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		r := &Refused{}
		_ = json.Unmarshal(b, r)
		r.Status = res.StatusCode
		return fmt.Errorf("%s %s: %w", method, path, r)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(b, out)
}

// All reads a list to its end; path carries its query but no cursor.
func All[T any](ctx context.Context, c *Client, path string, query url.Values) ([]T, error) {
	q := url.Values{"limit": {"500"}}
	for k, v := range query {
		q[k] = v
	}
	var out []T
	for {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		if err := c.Get(ctx, path+"?"+q.Encode(), &page); err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if page.Next == "" {
			return out, nil
		}
		q.Set("cursor", page.Next)
	}
}
