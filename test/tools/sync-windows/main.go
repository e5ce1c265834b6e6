// Command sync-windows answers questions about schedules, durations, patterns and time zones with the
// libraries that Argo CD v3.5 itself uses. It reads JSON lines from standard input and adds the answer to
// each: this is how the rows in packages/core/src/policy/testdata were recorded.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strconv"
	"time"

	"github.com/gobwas/glob"
	"github.com/robfig/cron/v3"
)

// A row has one of Schedule, Duration, Pattern and Zone, and what to ask it about.
type row struct {
	Schedule *string     `json:"schedule,omitempty"`
	Duration *string     `json:"duration,omitempty"`
	Pattern  *string     `json:"pattern,omitempty"`
	Zone     *string     `json:"zone,omitempty"`
	Times    []time.Time `json:"times,omitempty"`
	Texts    []string    `json:"texts,omitempty"`

	Answer any    `json:"answer,omitempty"`
	Error  string `json:"error,omitempty"`
}

func main() {
	decoder, encoder := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for {
		var question row
		if err := decoder.Decode(&question); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		answer, err := question.answer()
		question.Answer, question.Error = answer, ""
		if err != nil {
			question.Answer, question.Error = nil, err.Error()
		}
		if err := encoder.Encode(question); err != nil {
			log.Fatal(err)
		}
	}
}

func (r row) answer() (any, error) {
	switch {
	case r.Schedule != nil:
		return r.nextFirings()
	case r.Duration != nil:
		duration, err := time.ParseDuration(*r.Duration)
		return strconv.FormatInt(int64(duration), 10), err
	case r.Pattern != nil:
		return r.matches()
	case r.Zone != nil:
		return r.offsets()
	default:
		return nil, errors.New("the row asks nothing")
	}
}

// nextFirings gives the first firing after each time, null where the schedule never fires again.
func (r row) nextFirings() (any, error) {
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	schedule, err := parser.Parse(*r.Schedule)
	if err != nil {
		return nil, err
	}
	firings := make([]*time.Time, len(r.Times))
	for i, at := range r.Times {
		if next := schedule.Next(at.UTC()).UTC(); !next.IsZero() {
			firings[i] = &next
		}
	}
	return firings, nil
}

// matches gives the texts that the pattern matches.
func (r row) matches() (any, error) {
	pattern, err := glob.Compile(*r.Pattern)
	if err != nil {
		return nil, err
	}
	matched := []string{}
	for _, text := range r.Texts {
		if pattern.Match(text) {
			matched = append(matched, text)
		}
	}
	return matched, nil
}

// offsets gives the seconds that the zone is ahead of UTC at each time.
func (r row) offsets() (any, error) {
	zone, err := time.LoadLocation(*r.Zone)
	if err != nil {
		return nil, err
	}
	offsets := make([]int, len(r.Times))
	for i, at := range r.Times {
		_, offsets[i] = at.In(zone).Zone()
	}
	return offsets, nil
}
