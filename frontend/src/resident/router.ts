import { createRouter, createWebHistory } from "vue-router"
import { guard } from "@/shared/navigation"
import HomePage from "./pages/HomePage.vue"

/** Home comes with the first file; every other page is fetched when it is opened. */
export const router = createRouter({
  history: createWebHistory("/"),
  scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
  routes: [
    { path: "/", name: "home", component: HomePage, meta: { public: true } },
    { path: "/sign-in", name: "sign-in", component: () => import("./pages/SignInPage.vue"), meta: { public: true, alone: true } },
    { path: "/raise", name: "raise", component: () => import("./raise/RaisePage.vue"), meta: { alone: true } },
    { path: "/matter/:id", name: "matter", component: () => import("./pages/MatterPage.vue"), props: true, meta: { public: true, alone: true } },
    { path: "/session/:id", name: "session", component: () => import("./pages/SessionPage.vue"), props: true, meta: { public: true, alone: true } },
    { path: "/room/:id", name: "room", component: () => import("./pages/RoomPage.vue"), props: true, meta: { alone: true } },
    { path: "/poll", name: "polls", component: () => import("./pages/PollsPage.vue") },
    { path: "/poll/:id", name: "poll", component: () => import("./pages/PollPage.vue"), props: true, meta: { alone: true } },
    { path: "/evidence/:id", name: "evidence", component: () => import("./evidence/EvidencePage.vue"), props: true, meta: { public: true, alone: true } },
    { path: "/board", name: "board", component: () => import("./pages/BoardPage.vue"), meta: { public: true } },
    { path: "/board/:id", name: "notice", component: () => import("./pages/NoticePage.vue"), props: true, meta: { public: true, alone: true } },
    { path: "/order/:id", name: "order", component: () => import("./pages/OrderPage.vue"), props: true, meta: { alone: true } },
    { path: "/ledger", name: "ledger", component: () => import("./pages/LedgerPage.vue"), meta: { public: true, alone: true } },
    { path: "/grid/:id", name: "grid", component: () => import("./pages/GridPage.vue"), props: true, meta: { public: true, alone: true } },
    { path: "/grids", name: "grids", component: () => import("./pages/GridsPage.vue"), meta: { public: true, alone: true } },
    { path: "/help", name: "help", component: () => import("./help/HelpPage.vue"), meta: { public: true, alone: true } },
    { path: "/mine", name: "mine", component: () => import("./pages/MinePage.vue") },
    { path: "/mine/concerns", name: "concerns", component: () => import("./concerns/OwnConcernsPage.vue"), meta: { alone: true } },
    { path: "/me/introduce", name: "introduce", component: () => import("./me/IntroducePage.vue"), meta: { newcomer: true, alone: true } },
    { path: "/me/home", name: "household", component: () => import("./me/HouseholdPage.vue"), meta: { alone: true } },
    { path: "/me/phone", name: "phone", component: () => import("./me/PhonePage.vue"), meta: { alone: true } },
    { path: "/me/erase", name: "erase", component: () => import("./me/ErasePage.vue"), meta: { alone: true } },
    { path: "/me/messages", name: "messages", component: () => import("./me/MessagesPage.vue"), meta: { alone: true } },
    { path: "/:rest(.*)", name: "nowhere", component: () => import("./pages/NowherePage.vue"), meta: { public: true } },
  ],
})

guard(router, (back) => ({ name: "sign-in", query: { back } }))
