// Types of the documents of this folder; written by `make types`, do not edit 由 make types 生成。
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  Date: { input: string; output: string; }
  DateTime: { input: string; output: string; }
  Decimal: { input: string; output: string; }
  JSON: { input: unknown; output: unknown; }
  Position: { input: number; output: number; }
};

export type AcceptanceElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<AcceptanceKindFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly acceptedOn?: InputMaybe<DateFilter>;
  readonly passed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<AcceptanceElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<AcceptanceElementFilter>>;
  readonly not?: InputMaybe<AcceptanceElementFilter>;
};

export type AcceptanceKind =
  | 'COMPLETION'
  | 'COMPLETION_FILING'
  | 'FIRE'
  | 'FIRE_FILING_SAMPLE'
  | 'ARCHIVE';

export type AcceptanceKindFilter = {
  readonly eq?: InputMaybe<AcceptanceKind>;
  readonly in?: InputMaybe<ReadonlyArray<AcceptanceKind>>;
};

export type AcceptanceListFilter = {
  readonly some?: InputMaybe<AcceptanceElementFilter>;
  readonly none?: InputMaybe<AcceptanceElementFilter>;
};

export type AccidentElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly happenedOn?: InputMaybe<DateFilter>;
  readonly category?: InputMaybe<StringFilter>;
  readonly grade?: InputMaybe<StringFilter>;
  readonly buildingCode?: InputMaybe<StringFilter>;
  readonly deaths?: InputMaybe<IntFilter>;
  readonly injuries?: InputMaybe<IntFilter>;
  readonly loss?: InputMaybe<DecimalFilter>;
  readonly building?: InputMaybe<BuildingFilter>;
  readonly and?: InputMaybe<ReadonlyArray<AccidentElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<AccidentElementFilter>>;
  readonly not?: InputMaybe<AccidentElementFilter>;
};

export type AccidentListFilter = {
  readonly some?: InputMaybe<AccidentElementFilter>;
  readonly none?: InputMaybe<AccidentElementFilter>;
};

export type AcquisitionRelation =
  | 'SIGNED'
  | 'ACQUIRED';

export type AdvanceElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly ticket?: InputMaybe<IntFilter>;
  readonly inPlaceOf?: InputMaybe<IntFilter>;
  readonly advancedOn?: InputMaybe<DateFilter>;
  readonly chooseBy?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<AdvanceElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<AdvanceElementFilter>>;
  readonly not?: InputMaybe<AdvanceElementFilter>;
};

export type AdvanceListFilter = {
  readonly some?: InputMaybe<AdvanceElementFilter>;
  readonly none?: InputMaybe<AdvanceElementFilter>;
};

export type AdvanceNoticeElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly rightNoted?: InputMaybe<StringFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly holderCode?: InputMaybe<StringFilter>;
  readonly registeredOn?: InputMaybe<DateFilter>;
  readonly lapsesOn?: InputMaybe<DateFilter>;
  readonly cancelledOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly holder?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<AdvanceNoticeElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<AdvanceNoticeElementFilter>>;
  readonly not?: InputMaybe<AdvanceNoticeElementFilter>;
};

export type AdvanceNoticeListFilter = {
  readonly some?: InputMaybe<AdvanceNoticeElementFilter>;
  readonly none?: InputMaybe<AdvanceNoticeElementFilter>;
};

export type AllocationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly method?: InputMaybe<AllocationMethodFilter>;
  readonly programme?: InputMaybe<SecurityProgrammeFilter>;
  readonly lotteryCode?: InputMaybe<StringFilter>;
  readonly rank?: InputMaybe<IntFilter>;
  readonly allocatedOn?: InputMaybe<DateFilter>;
  readonly chooseBy?: InputMaybe<DateFilter>;
  readonly houseCode?: InputMaybe<StringFilter>;
  readonly selectedOn?: InputMaybe<DateFilter>;
  readonly waivedOn?: InputMaybe<DateFilter>;
  readonly lapsedOn?: InputMaybe<DateFilter>;
  readonly contractedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly lottery?: InputMaybe<LotteryFilter>;
  readonly house?: InputMaybe<HouseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<AllocationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<AllocationElementFilter>>;
  readonly not?: InputMaybe<AllocationElementFilter>;
};

export type AllocationListFilter = {
  readonly some?: InputMaybe<AllocationElementFilter>;
  readonly none?: InputMaybe<AllocationElementFilter>;
};

export type AllocationMethod =
  | 'LOTTERY'
  | 'EXTERNAL_DRAW'
  | 'WAITING_ORDER'
  | 'PRIORITY'
  | 'DIRECT';

export type AllocationMethodFilter = {
  readonly eq?: InputMaybe<AllocationMethod>;
  readonly in?: InputMaybe<ReadonlyArray<AllocationMethod>>;
};

export type AnnualReviewElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly year?: InputMaybe<IntFilter>;
  readonly openedOn?: InputMaybe<DateFilter>;
  readonly grounds?: InputMaybe<StringFilter>;
  readonly dueOn?: InputMaybe<DateFilter>;
  readonly reviewedOn?: InputMaybe<DateFilter>;
  readonly passed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly nextOn?: InputMaybe<DateFilter>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<AnnualReviewElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<AnnualReviewElementFilter>>;
  readonly not?: InputMaybe<AnnualReviewElementFilter>;
};

export type AnnualReviewListFilter = {
  readonly some?: InputMaybe<AnnualReviewElementFilter>;
  readonly none?: InputMaybe<AnnualReviewElementFilter>;
};

export type AppraisalElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly appraisedOn?: InputMaybe<DateFilter>;
  readonly bodyCode?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly grade?: InputMaybe<SafetyGradeFilter>;
  readonly expiresOn?: InputMaybe<DateFilter>;
  readonly advice?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<AppraisalElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<AppraisalElementFilter>>;
  readonly not?: InputMaybe<AppraisalElementFilter>;
};

export type AppraisalListFilter = {
  readonly some?: InputMaybe<AppraisalElementFilter>;
  readonly none?: InputMaybe<AppraisalElementFilter>;
};

export type ArrearsNoticeElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly recordedOn?: InputMaybe<DateFilter>;
  readonly settledOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<ArrearsNoticeElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ArrearsNoticeElementFilter>>;
  readonly not?: InputMaybe<ArrearsNoticeElementFilter>;
};

export type ArrearsNoticeListFilter = {
  readonly some?: InputMaybe<ArrearsNoticeElementFilter>;
  readonly none?: InputMaybe<ArrearsNoticeElementFilter>;
};

export type AsOf = {
  readonly validOn?: InputMaybe<Scalars['Date']['input']>;
  readonly knownAt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly position?: InputMaybe<Scalars['Position']['input']>;
};

export type AuditedLog =
  | 'EVENTS'
  | 'DISCLOSURES';

export type AwardElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly title?: InputMaybe<StringFilter>;
  readonly level?: InputMaybe<AwardLevelFilter>;
  readonly creditClass?: InputMaybe<CreditClassFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly awardedOn?: InputMaybe<DateFilter>;
  readonly projectCode?: InputMaybe<StringFilter>;
  readonly project?: InputMaybe<ProjectFilter>;
  readonly and?: InputMaybe<ReadonlyArray<AwardElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<AwardElementFilter>>;
  readonly not?: InputMaybe<AwardElementFilter>;
};

export type AwardLevel =
  | 'NATIONAL'
  | 'PROVINCIAL'
  | 'CITY'
  | 'DISTRICT';

export type AwardLevelFilter = {
  readonly eq?: InputMaybe<AwardLevel>;
  readonly in?: InputMaybe<ReadonlyArray<AwardLevel>>;
};

export type AwardListFilter = {
  readonly some?: InputMaybe<AwardElementFilter>;
  readonly none?: InputMaybe<AwardElementFilter>;
};

export type BuildingDemolitionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly filedOn?: InputMaybe<DateFilter>;
  readonly contractorCode?: InputMaybe<StringFilter>;
  readonly plannedOn?: InputMaybe<DateFilter>;
  readonly demolishedOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly contractor?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<BuildingDemolitionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<BuildingDemolitionElementFilter>>;
  readonly not?: InputMaybe<BuildingDemolitionElementFilter>;
};

export type BuildingDemolitionListFilter = {
  readonly some?: InputMaybe<BuildingDemolitionElementFilter>;
  readonly none?: InputMaybe<BuildingDemolitionElementFilter>;
};

export type BuildingExpropriationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly decidedOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<BuildingExpropriationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<BuildingExpropriationElementFilter>>;
  readonly not?: InputMaybe<BuildingExpropriationElementFilter>;
};

export type BuildingExpropriationListFilter = {
  readonly some?: InputMaybe<BuildingExpropriationElementFilter>;
  readonly none?: InputMaybe<BuildingExpropriationElementFilter>;
};

export type BuildingFilter = {
  readonly code?: InputMaybe<StringFilter>;
  readonly division?: InputMaybe<StringFilter>;
  readonly projectCode?: InputMaybe<StringFilter>;
  readonly parcel?: InputMaybe<StringFilter>;
  readonly name?: InputMaybe<StringFilter>;
  readonly address?: InputMaybe<StringFilter>;
  readonly estate?: InputMaybe<StringFilter>;
  readonly estateCode?: InputMaybe<StringFilter>;
  readonly physical?: InputMaybe<PhysicalFilter>;
  readonly floors?: InputMaybe<IntFilter>;
  readonly floorsBelow?: InputMaybe<IntFilter>;
  readonly height?: InputMaybe<DecimalFilter>;
  readonly yearBuilt?: InputMaybe<IntFilter>;
  readonly grossArea?: InputMaybe<DecimalFilter>;
  readonly footprintArea?: InputMaybe<DecimalFilter>;
  readonly purpose?: InputMaybe<StringFilter>;
  readonly buildingType?: InputMaybe<StringFilter>;
  readonly structure?: InputMaybe<StringFilter>;
  readonly zoning?: InputMaybe<StringFilter>;
  readonly unitCount?: InputMaybe<IntFilter>;
  readonly hasElevator?: InputMaybe<Scalars['Boolean']['input']>;
  readonly selfBuilt?: InputMaybe<Scalars['Boolean']['input']>;
  readonly rural?: InputMaybe<Scalars['Boolean']['input']>;
  readonly businessUse?: InputMaybe<Scalars['Boolean']['input']>;
  readonly observed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly worksType?: InputMaybe<StringFilter>;
  readonly currency?: InputMaybe<StringFilter>;
  readonly startedOn?: InputMaybe<DateFilter>;
  readonly toppedOutOn?: InputMaybe<DateFilter>;
  readonly completedOn?: InputMaybe<DateFilter>;
  readonly plannedCompletionOn?: InputMaybe<DateFilter>;
  readonly filingDueOn?: InputMaybe<DateFilter>;
  readonly completionFiled?: InputMaybe<Scalars['Boolean']['input']>;
  readonly firstRegistered?: InputMaybe<Scalars['Boolean']['input']>;
  readonly firstRegistrationNo?: InputMaybe<StringFilter>;
  readonly outOfUse?: InputMaybe<Scalars['Boolean']['input']>;
  readonly superseded?: InputMaybe<Scalars['Boolean']['input']>;
  readonly safetyGrade?: InputMaybe<SafetyGradeFilter>;
  readonly underInvestigation?: InputMaybe<Scalars['Boolean']['input']>;
  readonly phase?: InputMaybe<PhaseFilter>;
  readonly changedAfter?: InputMaybe<Scalars['Position']['input']>;
  readonly late?: InputMaybe<Scalars['Boolean']['input']>;
  readonly subsidies?: InputMaybe<BuildingSubsidyListFilter>;
  readonly subsidyPayments?: InputMaybe<BuildingSubsidyPaymentListFilter>;
  readonly propertyManagers?: InputMaybe<PropertyManagerListFilter>;
  readonly appraisals?: InputMaybe<AppraisalListFilter>;
  readonly acceptances?: InputMaybe<AcceptanceListFilter>;
  readonly findings?: InputMaybe<FindingListFilter>;
  readonly investigations?: InputMaybe<InvestigationListFilter>;
  readonly conflicts?: InputMaybe<ConflictListFilter>;
  readonly designations?: InputMaybe<DesignationListFilter>;
  readonly lineage?: InputMaybe<LineageListFilter>;
  readonly overturnings?: InputMaybe<OverturningListFilter>;
  readonly permits?: InputMaybe<BuildingPermitListFilter>;
  readonly presalePermits?: InputMaybe<PresalePermitListFilter>;
  readonly suspensions?: InputMaybe<SuspensionListFilter>;
  readonly unitMix?: InputMaybe<UnitMixListFilter>;
  readonly fundUses?: InputMaybe<FundUseListFilter>;
  readonly screenings?: InputMaybe<ScreeningListFilter>;
  readonly hazards?: InputMaybe<HazardListFilter>;
  readonly controls?: InputMaybe<ControlListFilter>;
  readonly renovations?: InputMaybe<RenovationListFilter>;
  readonly useChanges?: InputMaybe<UseChangeListFilter>;
  readonly expropriations?: InputMaybe<BuildingExpropriationListFilter>;
  readonly demolitions?: InputMaybe<BuildingDemolitionListFilter>;
  readonly project?: InputMaybe<ProjectFilter>;
  readonly houses?: InputMaybe<HouseListFilter>;
  readonly and?: InputMaybe<ReadonlyArray<BuildingFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<BuildingFilter>>;
  readonly not?: InputMaybe<BuildingFilter>;
};

export type BuildingListFilter = {
  readonly some?: InputMaybe<BuildingFilter>;
  readonly none?: InputMaybe<BuildingFilter>;
};

export type BuildingOrderField =
  | 'CODE'
  | 'ADDRESS'
  | 'NAME'
  | 'GROSS_AREA'
  | 'YEAR_BUILT'
  | 'STARTED_ON'
  | 'COMPLETED_ON'
  | 'LAST_CHANGED';

export type BuildingPermitElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<PermitKindFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly projectCode?: InputMaybe<StringFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly lapsesOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly project?: InputMaybe<ProjectFilter>;
  readonly and?: InputMaybe<ReadonlyArray<BuildingPermitElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<BuildingPermitElementFilter>>;
  readonly not?: InputMaybe<BuildingPermitElementFilter>;
};

export type BuildingPermitListFilter = {
  readonly some?: InputMaybe<BuildingPermitElementFilter>;
  readonly none?: InputMaybe<BuildingPermitElementFilter>;
};

export type BuildingSubsidyElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly programme?: InputMaybe<StringFilter>;
  readonly benefit?: InputMaybe<StringFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly units?: InputMaybe<IntFilter>;
  readonly unitsExtremelyLow?: InputMaybe<IntFilter>;
  readonly unitsVeryLow?: InputMaybe<IntFilter>;
  readonly unitsLow?: InputMaybe<IntFilter>;
  readonly unitsModerate?: InputMaybe<IntFilter>;
  readonly unitsMiddle?: InputMaybe<IntFilter>;
  readonly unitsOther?: InputMaybe<IntFilter>;
  readonly unitsRental?: InputMaybe<IntFilter>;
  readonly unitsOwnership?: InputMaybe<IntFilter>;
  readonly unitsSenior?: InputMaybe<IntFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<BuildingSubsidyElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<BuildingSubsidyElementFilter>>;
  readonly not?: InputMaybe<BuildingSubsidyElementFilter>;
};

export type BuildingSubsidyListFilter = {
  readonly some?: InputMaybe<BuildingSubsidyElementFilter>;
  readonly none?: InputMaybe<BuildingSubsidyElementFilter>;
};

export type BuildingSubsidyPaymentElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly subsidyNo?: InputMaybe<StringFilter>;
  readonly direction?: InputMaybe<MoneyDirectionFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly period?: InputMaybe<StringFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<BuildingSubsidyPaymentElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<BuildingSubsidyPaymentElementFilter>>;
  readonly not?: InputMaybe<BuildingSubsidyPaymentElementFilter>;
};

export type BuildingSubsidyPaymentListFilter = {
  readonly some?: InputMaybe<BuildingSubsidyPaymentElementFilter>;
  readonly none?: InputMaybe<BuildingSubsidyPaymentElementFilter>;
};

export type CompensationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly agreementNo?: InputMaybe<StringFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<CompensationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<CompensationElementFilter>>;
  readonly not?: InputMaybe<CompensationElementFilter>;
};

export type CompensationListFilter = {
  readonly some?: InputMaybe<CompensationElementFilter>;
  readonly none?: InputMaybe<CompensationElementFilter>;
};

export type ConflictElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly eventType?: InputMaybe<StringFilter>;
  readonly entity?: InputMaybe<StringFilter>;
  readonly attribute?: InputMaybe<StringFilter>;
  readonly ours?: InputMaybe<StringFilter>;
  readonly theirs?: InputMaybe<StringFilter>;
  readonly effectiveOn?: InputMaybe<DateFilter>;
  readonly source?: InputMaybe<StringFilter>;
  readonly authority?: InputMaybe<StringFilter>;
  readonly foundOn?: InputMaybe<DateFilter>;
  readonly resolvedOn?: InputMaybe<DateFilter>;
  readonly holds?: InputMaybe<ConflictSideFilter>;
  readonly decision?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<ConflictElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ConflictElementFilter>>;
  readonly not?: InputMaybe<ConflictElementFilter>;
};

export type ConflictListFilter = {
  readonly some?: InputMaybe<ConflictElementFilter>;
  readonly none?: InputMaybe<ConflictElementFilter>;
};

export type ConflictSide =
  | 'OURS'
  | 'THEIRS';

export type ConflictSideFilter = {
  readonly eq?: InputMaybe<ConflictSide>;
  readonly in?: InputMaybe<ReadonlyArray<ConflictSide>>;
};

export type ContractKind =
  | 'PRESALE'
  | 'SALE';

export type ContractKindFilter = {
  readonly eq?: InputMaybe<ContractKind>;
  readonly in?: InputMaybe<ReadonlyArray<ContractKind>>;
};

export type ControlElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<ControlKindFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly startsOn?: InputMaybe<DateFilter>;
  readonly liftedOn?: InputMaybe<DateFilter>;
  readonly persons?: InputMaybe<IntFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<ControlElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ControlElementFilter>>;
  readonly not?: InputMaybe<ControlElementFilter>;
};

export type ControlKind =
  | 'EVACUATED'
  | 'CLOSED'
  | 'PARTIALLY_CLOSED'
  | 'MONITORED';

export type ControlKindFilter = {
  readonly eq?: InputMaybe<ControlKind>;
  readonly in?: InputMaybe<ReadonlyArray<ControlKind>>;
};

export type ControlListFilter = {
  readonly some?: InputMaybe<ControlElementFilter>;
  readonly none?: InputMaybe<ControlElementFilter>;
};

export type CoverageElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly instrument?: InputMaybe<InstrumentFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly coveredKind?: InputMaybe<SubjectKindFilter>;
  readonly coveredScheme?: InputMaybe<StringFilter>;
  readonly coveredCode?: InputMaybe<StringFilter>;
  readonly area?: InputMaybe<DecimalFilter>;
  readonly units?: InputMaybe<IntFilter>;
  readonly startsOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<CoverageElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<CoverageElementFilter>>;
  readonly not?: InputMaybe<CoverageElementFilter>;
};

export type CoverageListFilter = {
  readonly some?: InputMaybe<CoverageElementFilter>;
  readonly none?: InputMaybe<CoverageElementFilter>;
};

export type CreditClass =
  | 'BUILDING'
  | 'MUNICIPAL'
  | 'SURVEY_DESIGN'
  | 'SUPERVISION';

export type CreditClassFilter = {
  readonly eq?: InputMaybe<CreditClass>;
  readonly in?: InputMaybe<ReadonlyArray<CreditClass>>;
};

export type CreditRepairElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly penaltyNo?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly repairedOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<CreditRepairElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<CreditRepairElementFilter>>;
  readonly not?: InputMaybe<CreditRepairElementFilter>;
};

export type CreditRepairListFilter = {
  readonly some?: InputMaybe<CreditRepairElementFilter>;
  readonly none?: InputMaybe<CreditRepairElementFilter>;
};

export type CreditScoreElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly creditClass?: InputMaybe<CreditClassFilter>;
  readonly scoredOn?: InputMaybe<DateFilter>;
  readonly ruleVersion?: InputMaybe<StringFilter>;
  readonly score?: InputMaybe<DecimalFilter>;
  readonly grade?: InputMaybe<StringFilter>;
  readonly computation?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<CreditScoreElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<CreditScoreElementFilter>>;
  readonly not?: InputMaybe<CreditScoreElementFilter>;
};

export type CreditScoreListFilter = {
  readonly some?: InputMaybe<CreditScoreElementFilter>;
  readonly none?: InputMaybe<CreditScoreElementFilter>;
};

export type DateFilter = {
  readonly eq?: InputMaybe<Scalars['Date']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Date']['input']>>;
  readonly gte?: InputMaybe<Scalars['Date']['input']>;
  readonly lte?: InputMaybe<Scalars['Date']['input']>;
};

export type DecimalFilter = {
  readonly eq?: InputMaybe<Scalars['Decimal']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Decimal']['input']>>;
  readonly gte?: InputMaybe<Scalars['Decimal']['input']>;
  readonly lte?: InputMaybe<Scalars['Decimal']['input']>;
};

export type DeedTaxElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly base?: InputMaybe<DecimalFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<DeedTaxElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<DeedTaxElementFilter>>;
  readonly not?: InputMaybe<DeedTaxElementFilter>;
};

export type DeedTaxListFilter = {
  readonly some?: InputMaybe<DeedTaxElementFilter>;
  readonly none?: InputMaybe<DeedTaxElementFilter>;
};

export type DeregistrationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly rightEnded?: InputMaybe<StringFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly deregisteredOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<DeregistrationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<DeregistrationElementFilter>>;
  readonly not?: InputMaybe<DeregistrationElementFilter>;
};

export type DeregistrationListFilter = {
  readonly some?: InputMaybe<DeregistrationElementFilter>;
  readonly none?: InputMaybe<DeregistrationElementFilter>;
};

export type DesignationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly scheme?: InputMaybe<StringFilter>;
  readonly code?: InputMaybe<StringFilter>;
  readonly since?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<DesignationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<DesignationElementFilter>>;
  readonly not?: InputMaybe<DesignationElementFilter>;
};

export type DesignationListFilter = {
  readonly some?: InputMaybe<DesignationElementFilter>;
  readonly none?: InputMaybe<DesignationElementFilter>;
};

export type DifferenceManner =
  | 'RECORDED'
  | 'TOOK_EFFECT'
  | 'RESTORED'
  | 'CORRECTED'
  | 'VOIDED'
  | 'NOT_YET_RECORDED'
  | 'NOT_YET_EFFECTIVE';

export type Direction =
  | 'ASC'
  | 'DESC';

export type Discipline =
  | 'CONSTRUCTION'
  | 'FIRE'
  | 'CIVIL_DEFENCE'
  | 'LIGHTNING'
  | 'HEALTH'
  | 'TELECOM';

export type DisciplineFilter = {
  readonly eq?: InputMaybe<Discipline>;
  readonly in?: InputMaybe<ReadonlyArray<Discipline>>;
};

export type DishonestyListingElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly listedOn?: InputMaybe<DateFilter>;
  readonly endsOn?: InputMaybe<DateFilter>;
  readonly removedOn?: InputMaybe<DateFilter>;
  readonly removalReason?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<DishonestyListingElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<DishonestyListingElementFilter>>;
  readonly not?: InputMaybe<DishonestyListingElementFilter>;
};

export type DishonestyListingListFilter = {
  readonly some?: InputMaybe<DishonestyListingElementFilter>;
  readonly none?: InputMaybe<DishonestyListingElementFilter>;
};

export type DivisionLevel =
  | 'COUNTRY'
  | 'PROVINCE'
  | 'PREFECTURE'
  | 'COUNTY'
  | 'TOWNSHIP'
  | 'VILLAGE'
  | 'ZONE';

export type DivisionOrderField =
  | 'CODE'
  | 'NAME'
  | 'LAST_CHANGED';

export type DocumentInput = {
  readonly kind: Scalars['String']['input'];
  readonly number: Scalars['String']['input'];
  readonly issuedOn: Scalars['Date']['input'];
  readonly sha256?: InputMaybe<Scalars['String']['input']>;
  readonly uri?: InputMaybe<Scalars['String']['input']>;
};

export type DrawingReviewElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly discipline?: InputMaybe<DisciplineFilter>;
  readonly round?: InputMaybe<IntFilter>;
  readonly outcome?: InputMaybe<ReviewOutcomeFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly certificateNo?: InputMaybe<StringFilter>;
  readonly submittedOn?: InputMaybe<DateFilter>;
  readonly dueOn?: InputMaybe<DateFilter>;
  readonly reviewedOn?: InputMaybe<DateFilter>;
  readonly opinions?: InputMaybe<IntFilter>;
  readonly revisionDueOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<DrawingReviewElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<DrawingReviewElementFilter>>;
  readonly not?: InputMaybe<DrawingReviewElementFilter>;
};

export type DrawingReviewListFilter = {
  readonly some?: InputMaybe<DrawingReviewElementFilter>;
  readonly none?: InputMaybe<DrawingReviewElementFilter>;
};

export type EligibilityElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly programme?: InputMaybe<SecurityProgrammeFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly expiresOn?: InputMaybe<DateFilter>;
  readonly revokedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<EligibilityElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<EligibilityElementFilter>>;
  readonly not?: InputMaybe<EligibilityElementFilter>;
};

export type EligibilityListFilter = {
  readonly some?: InputMaybe<EligibilityElementFilter>;
  readonly none?: InputMaybe<EligibilityElementFilter>;
};

export type EligibilitySuspensionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly suspendedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly resumedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<EligibilitySuspensionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<EligibilitySuspensionElementFilter>>;
  readonly not?: InputMaybe<EligibilitySuspensionElementFilter>;
};

export type EligibilitySuspensionListFilter = {
  readonly some?: InputMaybe<EligibilitySuspensionElementFilter>;
  readonly none?: InputMaybe<EligibilitySuspensionElementFilter>;
};

export type EncumbranceKind =
  | 'MORTGAGE'
  | 'SEIZURE'
  | 'OBJECTION'
  | 'ADVANCE_NOTICE';

export type EngagementElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly projectCode?: InputMaybe<StringFilter>;
  readonly role?: InputMaybe<ParticipantRoleFilter>;
  readonly keyRole?: InputMaybe<Scalars['Boolean']['input']>;
  readonly enterpriseCode?: InputMaybe<StringFilter>;
  readonly qualification?: InputMaybe<StringFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly startsOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly project?: InputMaybe<ProjectFilter>;
  readonly enterprise?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<EngagementElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<EngagementElementFilter>>;
  readonly not?: InputMaybe<EngagementElementFilter>;
};

export type EngagementListFilter = {
  readonly some?: InputMaybe<EngagementElementFilter>;
  readonly none?: InputMaybe<EngagementElementFilter>;
};

export type EnterpriseCategory =
  | 'DEVELOPER'
  | 'BUILDER'
  | 'SURVEY_DESIGN'
  | 'SUPERVISOR'
  | 'TESTING'
  | 'COST_CONSULTANT'
  | 'PROPERTY_MANAGER'
  | 'APPRAISER'
  | 'BANK'
  | 'OTHER';

export type EnterpriseCategoryFilter = {
  readonly eq?: InputMaybe<EnterpriseCategory>;
  readonly in?: InputMaybe<ReadonlyArray<EnterpriseCategory>>;
};

export type EnterpriseFilter = {
  readonly code?: InputMaybe<StringFilter>;
  readonly name?: InputMaybe<StringFilter>;
  readonly category?: InputMaybe<EnterpriseCategoryFilter>;
  readonly division?: InputMaybe<StringFilter>;
  readonly address?: InputMaybe<StringFilter>;
  readonly establishedOn?: InputMaybe<DateFilter>;
  readonly capital?: InputMaybe<DecimalFilter>;
  readonly currency?: InputMaybe<StringFilter>;
  readonly deregistered?: InputMaybe<Scalars['Boolean']['input']>;
  readonly standing?: InputMaybe<PartyStandingFilter>;
  readonly underInvestigation?: InputMaybe<Scalars['Boolean']['input']>;
  readonly changedAfter?: InputMaybe<Scalars['Position']['input']>;
  readonly qualifications?: InputMaybe<EnterpriseQualificationListFilter>;
  readonly awards?: InputMaybe<AwardListFilter>;
  readonly penalties?: InputMaybe<PenaltyListFilter>;
  readonly creditScores?: InputMaybe<CreditScoreListFilter>;
  readonly dishonestyListings?: InputMaybe<DishonestyListingListFilter>;
  readonly creditRepairs?: InputMaybe<CreditRepairListFilter>;
  readonly siteChecks?: InputMaybe<SiteCheckListFilter>;
  readonly engagements?: InputMaybe<EngagementListFilter>;
  readonly findings?: InputMaybe<FindingListFilter>;
  readonly investigations?: InputMaybe<InvestigationListFilter>;
  readonly conflicts?: InputMaybe<ConflictListFilter>;
  readonly designations?: InputMaybe<DesignationListFilter>;
  readonly lineage?: InputMaybe<LineageListFilter>;
  readonly overturnings?: InputMaybe<OverturningListFilter>;
  readonly shortNames?: InputMaybe<ShortNameListFilter>;
  readonly projects?: InputMaybe<ProjectListFilter>;
  readonly practitioners?: InputMaybe<PractitionerListFilter>;
  readonly and?: InputMaybe<ReadonlyArray<EnterpriseFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<EnterpriseFilter>>;
  readonly not?: InputMaybe<EnterpriseFilter>;
};

export type EnterpriseOrderField =
  | 'CODE'
  | 'ADDRESS'
  | 'NAME'
  | 'LAST_CHANGED';

export type EnterpriseQualificationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly category?: InputMaybe<StringFilter>;
  readonly grade?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly expiresOn?: InputMaybe<DateFilter>;
  readonly suspendedOn?: InputMaybe<DateFilter>;
  readonly resumedOn?: InputMaybe<DateFilter>;
  readonly revokedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<EnterpriseQualificationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<EnterpriseQualificationElementFilter>>;
  readonly not?: InputMaybe<EnterpriseQualificationElementFilter>;
};

export type EnterpriseQualificationListFilter = {
  readonly some?: InputMaybe<EnterpriseQualificationElementFilter>;
  readonly none?: InputMaybe<EnterpriseQualificationElementFilter>;
};

export type EntryElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly ticket?: InputMaybe<IntFilter>;
  readonly householdCode?: InputMaybe<StringFilter>;
  readonly bedrooms?: InputMaybe<IntFilter>;
  readonly tier?: InputMaybe<IntFilter>;
  readonly rank?: InputMaybe<IntFilter>;
  readonly chooseBy?: InputMaybe<DateFilter>;
  readonly chosenOn?: InputMaybe<DateFilter>;
  readonly waivedOn?: InputMaybe<DateFilter>;
  readonly household?: InputMaybe<HouseholdFilter>;
  readonly and?: InputMaybe<ReadonlyArray<EntryElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<EntryElementFilter>>;
  readonly not?: InputMaybe<EntryElementFilter>;
};

export type EntryListFilter = {
  readonly some?: InputMaybe<EntryElementFilter>;
  readonly none?: InputMaybe<EntryElementFilter>;
};

export type EscrowElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly agreementNo?: InputMaybe<StringFilter>;
  readonly permitNo?: InputMaybe<StringFilter>;
  readonly bank?: InputMaybe<StringFilter>;
  readonly required?: InputMaybe<DecimalFilter>;
  readonly openedOn?: InputMaybe<DateFilter>;
  readonly closedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<EscrowElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<EscrowElementFilter>>;
  readonly not?: InputMaybe<EscrowElementFilter>;
};

export type EscrowListFilter = {
  readonly some?: InputMaybe<EscrowElementFilter>;
  readonly none?: InputMaybe<EscrowElementFilter>;
};

export type EscrowMovementElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly agreementNo?: InputMaybe<StringFilter>;
  readonly direction?: InputMaybe<MoneyDirectionFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly milestone?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<EscrowMovementElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<EscrowMovementElementFilter>>;
  readonly not?: InputMaybe<EscrowMovementElementFilter>;
};

export type EscrowMovementListFilter = {
  readonly some?: InputMaybe<EscrowMovementElementFilter>;
  readonly none?: InputMaybe<EscrowMovementElementFilter>;
};

export type EventClass =
  | 'CONSTRUCTION'
  | 'PRESALE'
  | 'TRANSACTION'
  | 'HOLDING'
  | 'DEMOLITION'
  | 'SUBSIDY'
  | 'SECURITY'
  | 'CREDIT'
  | 'DATA';

export type Exposure =
  | 'PUBLIC'
  | 'SHARED'
  | 'PERSONAL';

export type ExtensionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly permitNo?: InputMaybe<StringFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly lapsesOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<ExtensionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ExtensionElementFilter>>;
  readonly not?: InputMaybe<ExtensionElementFilter>;
};

export type ExtensionListFilter = {
  readonly some?: InputMaybe<ExtensionElementFilter>;
  readonly none?: InputMaybe<ExtensionElementFilter>;
};

export type FilePresaleContractInput = {
  readonly houseCode: Scalars['String']['input'];
  readonly effectiveOn: Scalars['Date']['input'];
  readonly document: DocumentInput;
  readonly commandId: Scalars['ID']['input'];
  readonly reason?: InputMaybe<Reason>;
  readonly remark?: InputMaybe<Scalars['String']['input']>;
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly scheme?: InputMaybe<Scalars['String']['input']>;
  readonly corrects?: InputMaybe<Scalars['ID']['input']>;
  readonly contractNo: Scalars['String']['input'];
  readonly signedOn: Scalars['Date']['input'];
  readonly buyers: ReadonlyArray<PartyInput>;
  readonly price: Scalars['Decimal']['input'];
  readonly area?: InputMaybe<Scalars['Decimal']['input']>;
  readonly unitPrice?: InputMaybe<Scalars['Decimal']['input']>;
  readonly parkingPrice?: InputMaybe<Scalars['Decimal']['input']>;
  readonly riskAccepted?: InputMaybe<Scalars['Boolean']['input']>;
};

export type FindingElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly rule?: InputMaybe<StringFilter>;
  readonly grade?: InputMaybe<FindingGradeFilter>;
  readonly event?: InputMaybe<StringFilter>;
  readonly attribute?: InputMaybe<StringFilter>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly department?: InputMaybe<StringFilter>;
  readonly foundOn?: InputMaybe<DateFilter>;
  readonly resolvedOn?: InputMaybe<DateFilter>;
  readonly resolution?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<FindingElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<FindingElementFilter>>;
  readonly not?: InputMaybe<FindingElementFilter>;
};

export type FindingFilter = {
  readonly open?: InputMaybe<Scalars['Boolean']['input']>;
  readonly kind?: InputMaybe<SubjectKindFilter>;
  readonly code?: InputMaybe<StringFilter>;
  readonly division?: InputMaybe<StringFilter>;
  readonly rule?: InputMaybe<StringFilter>;
  readonly grade?: InputMaybe<FindingGradeFilter>;
  readonly event?: InputMaybe<StringFilter>;
  readonly attribute?: InputMaybe<StringFilter>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly department?: InputMaybe<StringFilter>;
  readonly foundOn?: InputMaybe<DateFilter>;
  readonly resolvedOn?: InputMaybe<DateFilter>;
  readonly resolution?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<FindingFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<FindingFilter>>;
  readonly not?: InputMaybe<FindingFilter>;
};

export type FindingGrade =
  | 'ERROR'
  | 'WARNING'
  | 'NOTE';

export type FindingGradeFilter = {
  readonly eq?: InputMaybe<FindingGrade>;
  readonly in?: InputMaybe<ReadonlyArray<FindingGrade>>;
};

export type FindingListFilter = {
  readonly some?: InputMaybe<FindingElementFilter>;
  readonly none?: InputMaybe<FindingElementFilter>;
};

export type Freshness =
  | 'FRESH'
  | 'DUE'
  | 'LATE'
  | 'UNKNOWN';

export type FundUseElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly works?: InputMaybe<StringFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly approvedOn?: InputMaybe<DateFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<FundUseElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<FundUseElementFilter>>;
  readonly not?: InputMaybe<FundUseElementFilter>;
};

export type FundUseListFilter = {
  readonly some?: InputMaybe<FundUseElementFilter>;
  readonly none?: InputMaybe<FundUseElementFilter>;
};

export type Granularity =
  | 'DAY'
  | 'WEEK'
  | 'MONTH'
  | 'QUARTER'
  | 'YEAR';

export type HazardElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly foundOn?: InputMaybe<DateFilter>;
  readonly category?: InputMaybe<StringFilter>;
  readonly severity?: InputMaybe<StringFilter>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly dueOn?: InputMaybe<DateFilter>;
  readonly resolvedOn?: InputMaybe<DateFilter>;
  readonly measure?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<HazardElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HazardElementFilter>>;
  readonly not?: InputMaybe<HazardElementFilter>;
};

export type HazardListFilter = {
  readonly some?: InputMaybe<HazardElementFilter>;
  readonly none?: InputMaybe<HazardElementFilter>;
};

export type HoldingElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly partyKind?: InputMaybe<PartyKindFilter>;
  readonly person?: InputMaybe<StringFilter>;
  readonly enterpriseCode?: InputMaybe<StringFilter>;
  readonly enterpriseName?: InputMaybe<StringFilter>;
  readonly form?: InputMaybe<OwnershipFormFilter>;
  readonly share?: InputMaybe<StringFilter>;
  readonly basis?: InputMaybe<TransferBasisFilter>;
  readonly certificateNo?: InputMaybe<StringFilter>;
  readonly transferNo?: InputMaybe<StringFilter>;
  readonly price?: InputMaybe<DecimalFilter>;
  readonly acquiredOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly enterprise?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<HoldingElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HoldingElementFilter>>;
  readonly not?: InputMaybe<HoldingElementFilter>;
};

export type HoldingListFilter = {
  readonly some?: InputMaybe<HoldingElementFilter>;
  readonly none?: InputMaybe<HoldingElementFilter>;
};

export type HoldingRelation =
  | 'OWNS'
  | 'RENTS'
  | 'SIGNED'
  | 'TENANT_SECURED'
  | 'BOUGHT_SHARE';

export type HomeInspectionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly inspectedOn?: InputMaybe<DateFilter>;
  readonly asContracted?: InputMaybe<Scalars['Boolean']['input']>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<HomeInspectionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HomeInspectionElementFilter>>;
  readonly not?: InputMaybe<HomeInspectionElementFilter>;
};

export type HomeInspectionListFilter = {
  readonly some?: InputMaybe<HomeInspectionElementFilter>;
  readonly none?: InputMaybe<HomeInspectionElementFilter>;
};

export type HouseExpropriationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly decisionNo?: InputMaybe<StringFilter>;
  readonly agreedOn?: InputMaybe<DateFilter>;
  readonly mode?: InputMaybe<StringFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly vacateBy?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<HouseExpropriationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HouseExpropriationElementFilter>>;
  readonly not?: InputMaybe<HouseExpropriationElementFilter>;
};

export type HouseExpropriationListFilter = {
  readonly some?: InputMaybe<HouseExpropriationElementFilter>;
  readonly none?: InputMaybe<HouseExpropriationElementFilter>;
};

export type HouseFilter = {
  readonly code?: InputMaybe<StringFilter>;
  readonly division?: InputMaybe<StringFilter>;
  readonly projectCode?: InputMaybe<StringFilter>;
  readonly buildingCode?: InputMaybe<StringFilter>;
  readonly unitCode?: InputMaybe<StringFilter>;
  readonly address?: InputMaybe<StringFilter>;
  readonly unitNo?: InputMaybe<StringFilter>;
  readonly floor?: InputMaybe<StringFilter>;
  readonly room?: InputMaybe<StringFilter>;
  readonly purpose?: InputMaybe<StringFilter>;
  readonly houseType?: InputMaybe<StringFilter>;
  readonly bedrooms?: InputMaybe<IntFilter>;
  readonly livingRooms?: InputMaybe<IntFilter>;
  readonly bathrooms?: InputMaybe<IntFilter>;
  readonly partitioned?: InputMaybe<Scalars['Boolean']['input']>;
  readonly managed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly floorArea?: InputMaybe<DecimalFilter>;
  readonly innerArea?: InputMaybe<DecimalFilter>;
  readonly annexArea?: InputMaybe<DecimalFilter>;
  readonly balconyArea?: InputMaybe<DecimalFilter>;
  readonly sharedArea?: InputMaybe<DecimalFilter>;
  readonly landArea?: InputMaybe<DecimalFilter>;
  readonly parkingType?: InputMaybe<StringFilter>;
  readonly parkingArea?: InputMaybe<DecimalFilter>;
  readonly zoning?: InputMaybe<StringFilter>;
  readonly landLeaseFrom?: InputMaybe<DateFilter>;
  readonly landLeaseYear?: InputMaybe<IntFilter>;
  readonly currency?: InputMaybe<StringFilter>;
  readonly physical?: InputMaybe<PhysicalFilter>;
  readonly stock?: InputMaybe<StockFilter>;
  readonly presaleOpen?: InputMaybe<Scalars['Boolean']['input']>;
  readonly presalePermitNo?: InputMaybe<StringFilter>;
  readonly presaleOpenedOn?: InputMaybe<DateFilter>;
  readonly presaleLapsesOn?: InputMaybe<DateFilter>;
  readonly saleConfirmed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly saleConfirmationNo?: InputMaybe<StringFilter>;
  readonly observedOccupancy?: InputMaybe<OccupancyFilter>;
  readonly safetyGrade?: InputMaybe<SafetyGradeFilter>;
  readonly superseded?: InputMaybe<Scalars['Boolean']['input']>;
  readonly market?: InputMaybe<MarketFilter>;
  readonly occupancy?: InputMaybe<OccupancyFilter>;
  readonly encumbered?: InputMaybe<Scalars['Boolean']['input']>;
  readonly underInvestigation?: InputMaybe<Scalars['Boolean']['input']>;
  readonly phase?: InputMaybe<PhaseFilter>;
  readonly changedAfter?: InputMaybe<Scalars['Position']['input']>;
  readonly violations?: InputMaybe<ViolationListFilter>;
  readonly tenancies?: InputMaybe<TenancyListFilter>;
  readonly appraisals?: InputMaybe<AppraisalListFilter>;
  readonly findings?: InputMaybe<FindingListFilter>;
  readonly investigations?: InputMaybe<InvestigationListFilter>;
  readonly conflicts?: InputMaybe<ConflictListFilter>;
  readonly designations?: InputMaybe<DesignationListFilter>;
  readonly lineage?: InputMaybe<LineageListFilter>;
  readonly overturnings?: InputMaybe<OverturningListFilter>;
  readonly owners?: InputMaybe<HoldingListFilter>;
  readonly transfers?: InputMaybe<HouseTransferListFilter>;
  readonly contracts?: InputMaybe<SaleContractListFilter>;
  readonly parties?: InputMaybe<PartyListFilter>;
  readonly leases?: InputMaybe<LeaseListFilter>;
  readonly mortgages?: InputMaybe<MortgageListFilter>;
  readonly seizures?: InputMaybe<SeizureListFilter>;
  readonly objections?: InputMaybe<ObjectionListFilter>;
  readonly advanceNotices?: InputMaybe<AdvanceNoticeListFilter>;
  readonly deregistrations?: InputMaybe<DeregistrationListFilter>;
  readonly qualifications?: InputMaybe<HouseQualificationListFilter>;
  readonly listings?: InputMaybe<ListingListFilter>;
  readonly deedTaxes?: InputMaybe<DeedTaxListFilter>;
  readonly maintenancePayments?: InputMaybe<MaintenancePaymentListFilter>;
  readonly inspections?: InputMaybe<HouseInspectionListFilter>;
  readonly stockEntries?: InputMaybe<StockEntryListFilter>;
  readonly expropriations?: InputMaybe<HouseExpropriationListFilter>;
  readonly compensations?: InputMaybe<CompensationListFilter>;
  readonly subsidyPayments?: InputMaybe<HouseSubsidyPaymentListFilter>;
  readonly project?: InputMaybe<ProjectFilter>;
  readonly building?: InputMaybe<BuildingFilter>;
  readonly and?: InputMaybe<ReadonlyArray<HouseFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HouseFilter>>;
  readonly not?: InputMaybe<HouseFilter>;
};

export type HouseInspectionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly inspectedOn?: InputMaybe<DateFilter>;
  readonly occupancy?: InputMaybe<OccupancyFilter>;
  readonly asContracted?: InputMaybe<Scalars['Boolean']['input']>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<HouseInspectionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HouseInspectionElementFilter>>;
  readonly not?: InputMaybe<HouseInspectionElementFilter>;
};

export type HouseInspectionListFilter = {
  readonly some?: InputMaybe<HouseInspectionElementFilter>;
  readonly none?: InputMaybe<HouseInspectionElementFilter>;
};

export type HouseListFilter = {
  readonly some?: InputMaybe<HouseFilter>;
  readonly none?: InputMaybe<HouseFilter>;
};

export type HouseOrderField =
  | 'CODE'
  | 'ADDRESS'
  | 'FLOOR_AREA'
  | 'LAST_CHANGED';

export type HouseQualificationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly person?: InputMaybe<StringFilter>;
  readonly checkedOn?: InputMaybe<DateFilter>;
  readonly qualified?: InputMaybe<Scalars['Boolean']['input']>;
  readonly expiresOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<HouseQualificationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HouseQualificationElementFilter>>;
  readonly not?: InputMaybe<HouseQualificationElementFilter>;
};

export type HouseQualificationListFilter = {
  readonly some?: InputMaybe<HouseQualificationElementFilter>;
  readonly none?: InputMaybe<HouseQualificationElementFilter>;
};

export type HouseSubsidyPaymentElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly subsidyNo?: InputMaybe<StringFilter>;
  readonly direction?: InputMaybe<MoneyDirectionFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly period?: InputMaybe<StringFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<HouseSubsidyPaymentElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HouseSubsidyPaymentElementFilter>>;
  readonly not?: InputMaybe<HouseSubsidyPaymentElementFilter>;
};

export type HouseSubsidyPaymentListFilter = {
  readonly some?: InputMaybe<HouseSubsidyPaymentElementFilter>;
  readonly none?: InputMaybe<HouseSubsidyPaymentElementFilter>;
};

export type HouseTransferElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly basis?: InputMaybe<TransferBasisFilter>;
  readonly registeredOn?: InputMaybe<DateFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly price?: InputMaybe<DecimalFilter>;
  readonly parkingPrice?: InputMaybe<DecimalFilter>;
  readonly unitPrice?: InputMaybe<DecimalFilter>;
  readonly area?: InputMaybe<DecimalFilter>;
  readonly conditions?: InputMaybe<StringFilter>;
  readonly termLeft?: InputMaybe<StringFilter>;
  readonly court?: InputMaybe<StringFilter>;
  readonly consentNo?: InputMaybe<StringFilter>;
  readonly riskAccepted?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<HouseTransferElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HouseTransferElementFilter>>;
  readonly not?: InputMaybe<HouseTransferElementFilter>;
};

export type HouseTransferListFilter = {
  readonly some?: InputMaybe<HouseTransferElementFilter>;
  readonly none?: InputMaybe<HouseTransferElementFilter>;
};

export type HouseholdCategory =
  | 'FAMILY'
  | 'SINGLE'
  | 'TALENT'
  | 'NEW_RESIDENT';

export type HouseholdCategoryFilter = {
  readonly eq?: InputMaybe<HouseholdCategory>;
  readonly in?: InputMaybe<ReadonlyArray<HouseholdCategory>>;
};

export type HouseholdFilter = {
  readonly code?: InputMaybe<StringFilter>;
  readonly division?: InputMaybe<StringFilter>;
  readonly category?: InputMaybe<HouseholdCategoryFilter>;
  readonly programme?: InputMaybe<SecurityProgrammeFilter>;
  readonly appliedOn?: InputMaybe<DateFilter>;
  readonly acceptedOn?: InputMaybe<DateFilter>;
  readonly size?: InputMaybe<IntFilter>;
  readonly income?: InputMaybe<DecimalFilter>;
  readonly assets?: InputMaybe<DecimalFilter>;
  readonly housingArea?: InputMaybe<DecimalFilter>;
  readonly incomeBand?: InputMaybe<StringFilter>;
  readonly currency?: InputMaybe<StringFilter>;
  readonly refused?: InputMaybe<Scalars['Boolean']['input']>;
  readonly exitedOn?: InputMaybe<DateFilter>;
  readonly exitReason?: InputMaybe<StringFilter>;
  readonly stage?: InputMaybe<HouseholdStageFilter>;
  readonly underInvestigation?: InputMaybe<Scalars['Boolean']['input']>;
  readonly prioritised?: InputMaybe<Scalars['Boolean']['input']>;
  readonly waitingProgramme?: InputMaybe<SecurityProgrammeFilter>;
  readonly waitingSince?: InputMaybe<DateFilter>;
  readonly arrears?: InputMaybe<DecimalFilter>;
  readonly arrearsSince?: InputMaybe<DateFilter>;
  readonly reviewDue?: InputMaybe<DateFilter>;
  readonly changedAfter?: InputMaybe<Scalars['Position']['input']>;
  readonly violations?: InputMaybe<ViolationListFilter>;
  readonly tenancies?: InputMaybe<TenancyListFilter>;
  readonly findings?: InputMaybe<FindingListFilter>;
  readonly investigations?: InputMaybe<InvestigationListFilter>;
  readonly conflicts?: InputMaybe<ConflictListFilter>;
  readonly designations?: InputMaybe<DesignationListFilter>;
  readonly lineage?: InputMaybe<LineageListFilter>;
  readonly overturnings?: InputMaybe<OverturningListFilter>;
  readonly members?: InputMaybe<MemberListFilter>;
  readonly materialRequests?: InputMaybe<MaterialRequestListFilter>;
  readonly verifications?: InputMaybe<VerificationListFilter>;
  readonly reviews?: InputMaybe<ReviewListFilter>;
  readonly publicities?: InputMaybe<PublicityListFilter>;
  readonly publicityObjections?: InputMaybe<PublicityObjectionListFilter>;
  readonly eligibilities?: InputMaybe<EligibilityListFilter>;
  readonly eligibilitySuspensions?: InputMaybe<EligibilitySuspensionListFilter>;
  readonly waitings?: InputMaybe<WaitingListFilter>;
  readonly priorities?: InputMaybe<PriorityListFilter>;
  readonly allocations?: InputMaybe<AllocationListFilter>;
  readonly purchases?: InputMaybe<PurchaseListFilter>;
  readonly rents?: InputMaybe<RentListFilter>;
  readonly arrearsNotices?: InputMaybe<ArrearsNoticeListFilter>;
  readonly subsidyApprovals?: InputMaybe<SubsidyApprovalListFilter>;
  readonly subsidies?: InputMaybe<SubsidyPaymentListFilter>;
  readonly homeInspections?: InputMaybe<HomeInspectionListFilter>;
  readonly sanctions?: InputMaybe<SanctionListFilter>;
  readonly annualReviews?: InputMaybe<AnnualReviewListFilter>;
  readonly and?: InputMaybe<ReadonlyArray<HouseholdFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<HouseholdFilter>>;
  readonly not?: InputMaybe<HouseholdFilter>;
};

export type HouseholdOrder = {
  readonly field?: HouseholdOrderField;
  readonly direction?: Direction;
};

export type HouseholdOrderField =
  | 'CODE'
  | 'SIZE'
  | 'WAITING_SINCE'
  | 'ARREARS'
  | 'REVIEW_DUE'
  | 'LAST_CHANGED';

export type HouseholdStage =
  | 'ACCEPTED'
  | 'MATERIALS'
  | 'PUBLICITY'
  | 'REJECTED'
  | 'ELIGIBLE'
  | 'SUSPENDED'
  | 'REVOKED'
  | 'WAITING'
  | 'ALLOCATED'
  | 'SUBSIDISED'
  | 'HOUSED'
  | 'BOUGHT'
  | 'EXITED';

export type HouseholdStageFilter = {
  readonly eq?: InputMaybe<HouseholdStage>;
  readonly in?: InputMaybe<ReadonlyArray<HouseholdStage>>;
};

export type IdType =
  | 'RESIDENT_IDENTITY'
  | 'PASSPORT'
  | 'HK_MACAO_PERMIT'
  | 'TAIWAN_PERMIT'
  | 'RESIDENCE_PERMIT'
  | 'FOREIGN_RESIDENCE'
  | 'OTHER';

export type IdTypeFilter = {
  readonly eq?: InputMaybe<IdType>;
  readonly in?: InputMaybe<ReadonlyArray<IdType>>;
};

export type InboxKind =
  | 'MATERIALS_DUE'
  | 'PUBLICITY_ENDED_NOT_CLOSED'
  | 'REVIEW_WAITING'
  | 'OBJECTION_OPEN'
  | 'OPEN_REVIEW'
  | 'YEARLY_REVIEW_DUE'
  | 'CHOICE_DUE'
  | 'TENANCY_ENDING'
  | 'RENT_OVERDUE'
  | 'PAYMENT_FAILED'
  | 'SUSPENSION_OPEN'
  | 'FINDING_OPEN';

export type IndicatorMeasure =
  | 'SUM'
  | 'LEVEL';

export type InspectionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<InspectionKindFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly inspectedOn?: InputMaybe<DateFilter>;
  readonly randomDraw?: InputMaybe<Scalars['Boolean']['input']>;
  readonly drawNo?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly buildingCode?: InputMaybe<StringFilter>;
  readonly passed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly issues?: InputMaybe<IntFilter>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly building?: InputMaybe<BuildingFilter>;
  readonly and?: InputMaybe<ReadonlyArray<InspectionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<InspectionElementFilter>>;
  readonly not?: InputMaybe<InspectionElementFilter>;
};

export type InspectionKind =
  | 'QUALITY'
  | 'SAFETY';

export type InspectionKindFilter = {
  readonly eq?: InputMaybe<InspectionKind>;
  readonly in?: InputMaybe<ReadonlyArray<InspectionKind>>;
};

export type InspectionListFilter = {
  readonly some?: InputMaybe<InspectionElementFilter>;
  readonly none?: InputMaybe<InspectionElementFilter>;
};

export type Instrument =
  | 'PLANNING_PERMIT'
  | 'CONSTRUCTION_PERMIT'
  | 'PRESALE_PERMIT'
  | 'WORKS_MORTGAGE'
  | 'FIRE_ACCEPTANCE'
  | 'COMPLETION_FILING'
  | 'ARCHIVE_ACCEPTANCE'
  | 'EXPROPRIATION'
  | 'DEMOLITION'
  | 'SUBSIDY';

export type InstrumentFilter = {
  readonly eq?: InputMaybe<Instrument>;
  readonly in?: InputMaybe<ReadonlyArray<Instrument>>;
};

export type IntFilter = {
  readonly eq?: InputMaybe<Scalars['Int']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  readonly gte?: InputMaybe<Scalars['Int']['input']>;
  readonly lte?: InputMaybe<Scalars['Int']['input']>;
};

export type InvestigationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly entity?: InputMaybe<StringFilter>;
  readonly attribute?: InputMaybe<StringFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly openedOn?: InputMaybe<DateFilter>;
  readonly closedOn?: InputMaybe<DateFilter>;
  readonly outcome?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<InvestigationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<InvestigationElementFilter>>;
  readonly not?: InputMaybe<InvestigationElementFilter>;
};

export type InvestigationListFilter = {
  readonly some?: InputMaybe<InvestigationElementFilter>;
  readonly none?: InputMaybe<InvestigationElementFilter>;
};

export type LandElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly parcel?: InputMaybe<StringFilter>;
  readonly mode?: InputMaybe<StringFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly certificateNo?: InputMaybe<StringFilter>;
  readonly area?: InputMaybe<DecimalFilter>;
  readonly price?: InputMaybe<DecimalFilter>;
  readonly acquiredOn?: InputMaybe<DateFilter>;
  readonly useEndsOn?: InputMaybe<DateFilter>;
  readonly transferredOn?: InputMaybe<DateFilter>;
  readonly transfereeCode?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly transferee?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<LandElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<LandElementFilter>>;
  readonly not?: InputMaybe<LandElementFilter>;
};

export type LandListFilter = {
  readonly some?: InputMaybe<LandElementFilter>;
  readonly none?: InputMaybe<LandElementFilter>;
};

export type LeaseElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly level?: InputMaybe<LeaseLevelFilter>;
  readonly part?: InputMaybe<StringFilter>;
  readonly headLease?: InputMaybe<StringFilter>;
  readonly lessorCode?: InputMaybe<StringFilter>;
  readonly lesseeCode?: InputMaybe<StringFilter>;
  readonly programme?: InputMaybe<StringFilter>;
  readonly signedOn?: InputMaybe<DateFilter>;
  readonly startsOn?: InputMaybe<DateFilter>;
  readonly endsOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly renewed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly furnished?: InputMaybe<Scalars['Boolean']['input']>;
  readonly area?: InputMaybe<DecimalFilter>;
  readonly rent?: InputMaybe<DecimalFilter>;
  readonly unitRent?: InputMaybe<DecimalFilter>;
  readonly parkingRent?: InputMaybe<DecimalFilter>;
  readonly conditions?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly lessor?: InputMaybe<EnterpriseFilter>;
  readonly lessee?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<LeaseElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<LeaseElementFilter>>;
  readonly not?: InputMaybe<LeaseElementFilter>;
};

export type LeaseLevel =
  | 'HEAD_LEASE'
  | 'LEASE'
  | 'SUBLEASE';

export type LeaseLevelFilter = {
  readonly eq?: InputMaybe<LeaseLevel>;
  readonly in?: InputMaybe<ReadonlyArray<LeaseLevel>>;
};

export type LeaseListFilter = {
  readonly some?: InputMaybe<LeaseElementFilter>;
  readonly none?: InputMaybe<LeaseElementFilter>;
};

export type LineageElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly relation?: InputMaybe<LineageRelationFilter>;
  readonly otherKind?: InputMaybe<SubjectKindFilter>;
  readonly otherScheme?: InputMaybe<StringFilter>;
  readonly otherCode?: InputMaybe<StringFilter>;
  readonly since?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<LineageElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<LineageElementFilter>>;
  readonly not?: InputMaybe<LineageElementFilter>;
};

export type LineageListFilter = {
  readonly some?: InputMaybe<LineageElementFilter>;
  readonly none?: InputMaybe<LineageElementFilter>;
};

export type LineageRelation =
  | 'MERGED_INTO'
  | 'MERGED_FROM'
  | 'SPLIT_INTO'
  | 'SPLIT_FROM';

export type LineageRelationFilter = {
  readonly eq?: InputMaybe<LineageRelation>;
  readonly in?: InputMaybe<ReadonlyArray<LineageRelation>>;
};

export type ListingElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly agencyCode?: InputMaybe<StringFilter>;
  readonly offer?: InputMaybe<StringFilter>;
  readonly askingPrice?: InputMaybe<DecimalFilter>;
  readonly verifiedOn?: InputMaybe<DateFilter>;
  readonly expiresOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly agency?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<ListingElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ListingElementFilter>>;
  readonly not?: InputMaybe<ListingElementFilter>;
};

export type ListingListFilter = {
  readonly some?: InputMaybe<ListingElementFilter>;
  readonly none?: InputMaybe<ListingElementFilter>;
};

export type LotteryFilter = {
  readonly code?: InputMaybe<StringFilter>;
  readonly division?: InputMaybe<StringFilter>;
  readonly name?: InputMaybe<StringFilter>;
  readonly programme?: InputMaybe<SecurityProgrammeFilter>;
  readonly ruleVersion?: InputMaybe<StringFilter>;
  readonly commitment?: InputMaybe<StringFilter>;
  readonly randomnessSource?: InputMaybe<StringFilter>;
  readonly randomnessOn?: InputMaybe<DateFilter>;
  readonly openedOn?: InputMaybe<DateFilter>;
  readonly listDigest?: InputMaybe<StringFilter>;
  readonly entryCount?: InputMaybe<IntFilter>;
  readonly homeCount?: InputMaybe<IntFilter>;
  readonly saltingKey?: InputMaybe<StringFilter>;
  readonly frozenOn?: InputMaybe<DateFilter>;
  readonly seed?: InputMaybe<StringFilter>;
  readonly randomness?: InputMaybe<StringFilter>;
  readonly resultDigest?: InputMaybe<StringFilter>;
  readonly drawnOn?: InputMaybe<DateFilter>;
  readonly publishedOn?: InputMaybe<DateFilter>;
  readonly chooseBy?: InputMaybe<DateFilter>;
  readonly stage?: InputMaybe<LotteryStageFilter>;
  readonly underInvestigation?: InputMaybe<Scalars['Boolean']['input']>;
  readonly changedAfter?: InputMaybe<Scalars['Position']['input']>;
  readonly findings?: InputMaybe<FindingListFilter>;
  readonly investigations?: InputMaybe<InvestigationListFilter>;
  readonly conflicts?: InputMaybe<ConflictListFilter>;
  readonly designations?: InputMaybe<DesignationListFilter>;
  readonly lineage?: InputMaybe<LineageListFilter>;
  readonly overturnings?: InputMaybe<OverturningListFilter>;
  readonly entries?: InputMaybe<EntryListFilter>;
  readonly pool?: InputMaybe<PoolListFilter>;
  readonly advances?: InputMaybe<AdvanceListFilter>;
  readonly and?: InputMaybe<ReadonlyArray<LotteryFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<LotteryFilter>>;
  readonly not?: InputMaybe<LotteryFilter>;
};

export type LotteryOrderField =
  | 'CODE'
  | 'NAME'
  | 'LAST_CHANGED';

export type LotteryStage =
  | 'OPENED'
  | 'FROZEN'
  | 'DRAWN'
  | 'PUBLISHED';

export type LotteryStageFilter = {
  readonly eq?: InputMaybe<LotteryStage>;
  readonly in?: InputMaybe<ReadonlyArray<LotteryStage>>;
};

export type MaintenancePaymentElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<MaintenancePaymentElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<MaintenancePaymentElementFilter>>;
  readonly not?: InputMaybe<MaintenancePaymentElementFilter>;
};

export type MaintenancePaymentListFilter = {
  readonly some?: InputMaybe<MaintenancePaymentElementFilter>;
  readonly none?: InputMaybe<MaintenancePaymentElementFilter>;
};

export type Market =
  | 'NOT_FOR_SALE'
  | 'PRESALE_OPEN'
  | 'PRESALE_CONTRACTED'
  | 'SALE_CONFIRMED'
  | 'SALE_CONTRACTED'
  | 'OWNED';

export type MarketFilter = {
  readonly eq?: InputMaybe<Market>;
  readonly in?: InputMaybe<ReadonlyArray<Market>>;
};

export type MaterialRequestElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly materials?: InputMaybe<StringFilter>;
  readonly requestedOn?: InputMaybe<DateFilter>;
  readonly dueOn?: InputMaybe<DateFilter>;
  readonly suppliedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<MaterialRequestElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<MaterialRequestElementFilter>>;
  readonly not?: InputMaybe<MaterialRequestElementFilter>;
};

export type MaterialRequestListFilter = {
  readonly some?: InputMaybe<MaterialRequestElementFilter>;
  readonly none?: InputMaybe<MaterialRequestElementFilter>;
};

export type MaterialTestElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly material?: InputMaybe<StringFilter>;
  readonly laboratoryCode?: InputMaybe<StringFilter>;
  readonly buildingCode?: InputMaybe<StringFilter>;
  readonly part?: InputMaybe<StringFilter>;
  readonly testedOn?: InputMaybe<DateFilter>;
  readonly passed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly dueOn?: InputMaybe<DateFilter>;
  readonly laboratory?: InputMaybe<EnterpriseFilter>;
  readonly building?: InputMaybe<BuildingFilter>;
  readonly and?: InputMaybe<ReadonlyArray<MaterialTestElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<MaterialTestElementFilter>>;
  readonly not?: InputMaybe<MaterialTestElementFilter>;
};

export type MaterialTestListFilter = {
  readonly some?: InputMaybe<MaterialTestElementFilter>;
  readonly none?: InputMaybe<MaterialTestElementFilter>;
};

export type MemberElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly person?: InputMaybe<StringFilter>;
  readonly idType?: InputMaybe<IdTypeFilter>;
  readonly relation?: InputMaybe<MemberRelationFilter>;
  readonly birthYear?: InputMaybe<IntFilter>;
  readonly joinedOn?: InputMaybe<DateFilter>;
  readonly leftOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<MemberElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<MemberElementFilter>>;
  readonly not?: InputMaybe<MemberElementFilter>;
};

export type MemberListFilter = {
  readonly some?: InputMaybe<MemberElementFilter>;
  readonly none?: InputMaybe<MemberElementFilter>;
};

export type MemberRelation =
  | 'APPLICANT'
  | 'SPOUSE'
  | 'CHILD'
  | 'PARENT'
  | 'GRANDCHILD'
  | 'GRANDPARENT'
  | 'OTHER';

export type MemberRelationFilter = {
  readonly eq?: InputMaybe<MemberRelation>;
  readonly in?: InputMaybe<ReadonlyArray<MemberRelation>>;
};

export type MoneyDirection =
  | 'DEPOSIT'
  | 'RELEASE'
  | 'PAYMENT'
  | 'CLAWBACK';

export type MoneyDirectionFilter = {
  readonly eq?: InputMaybe<MoneyDirection>;
  readonly in?: InputMaybe<ReadonlyArray<MoneyDirection>>;
};

export type MortgageElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<MortgageKindFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly rank?: InputMaybe<IntFilter>;
  readonly mortgageeCode?: InputMaybe<StringFilter>;
  readonly mortgageeName?: InputMaybe<StringFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly transferBarred?: InputMaybe<Scalars['Boolean']['input']>;
  readonly registeredOn?: InputMaybe<DateFilter>;
  readonly termEndsOn?: InputMaybe<DateFilter>;
  readonly dischargedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly mortgagee?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<MortgageElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<MortgageElementFilter>>;
  readonly not?: InputMaybe<MortgageElementFilter>;
};

export type MortgageKind =
  | 'ORDINARY'
  | 'MAXIMUM'
  | 'WORKS'
  | 'ADVANCE_NOTICE';

export type MortgageKindFilter = {
  readonly eq?: InputMaybe<MortgageKind>;
  readonly in?: InputMaybe<ReadonlyArray<MortgageKind>>;
};

export type MortgageListFilter = {
  readonly some?: InputMaybe<MortgageElementFilter>;
  readonly none?: InputMaybe<MortgageElementFilter>;
};

export type Nature =
  | 'ACT'
  | 'FACT';

export type ObjectionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly registeredOn?: InputMaybe<DateFilter>;
  readonly lapsesOn?: InputMaybe<DateFilter>;
  readonly suitFiledOn?: InputMaybe<DateFilter>;
  readonly withdrawnOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<ObjectionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ObjectionElementFilter>>;
  readonly not?: InputMaybe<ObjectionElementFilter>;
};

export type ObjectionListFilter = {
  readonly some?: InputMaybe<ObjectionElementFilter>;
  readonly none?: InputMaybe<ObjectionElementFilter>;
};

export type Occupancy =
  | 'VACANT'
  | 'OWNER_OCCUPIED'
  | 'LET'
  | 'ALLOCATED'
  | 'OUT_OF_USE';

export type OccupancyFilter = {
  readonly eq?: InputMaybe<Occupancy>;
  readonly in?: InputMaybe<ReadonlyArray<Occupancy>>;
};

export type OverturningElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly event?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<OverturningElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<OverturningElementFilter>>;
  readonly not?: InputMaybe<OverturningElementFilter>;
};

export type OverturningListFilter = {
  readonly some?: InputMaybe<OverturningElementFilter>;
  readonly none?: InputMaybe<OverturningElementFilter>;
};

export type OwnershipForm =
  | 'SOLE'
  | 'JOINT'
  | 'SHARES';

export type OwnershipFormFilter = {
  readonly eq?: InputMaybe<OwnershipForm>;
  readonly in?: InputMaybe<ReadonlyArray<OwnershipForm>>;
};

export type ParticipantRole =
  | 'DEVELOPER'
  | 'SURVEYOR'
  | 'DESIGNER'
  | 'DRAWINGS_REVIEWER'
  | 'BUILDER'
  | 'SUBCONTRACTOR'
  | 'SUPERVISOR'
  | 'TESTING_LABORATORY'
  | 'TENDER_AGENT'
  | 'COST_CONSULTANT'
  | 'PROJECT_MANAGER'
  | 'TECHNICAL_LEAD'
  | 'SAFETY_OFFICER'
  | 'CHIEF_SUPERVISOR'
  | 'CHIEF_DESIGNER'
  | 'CHIEF_SURVEYOR'
  | 'OTHER';

export type ParticipantRoleFilter = {
  readonly eq?: InputMaybe<ParticipantRole>;
  readonly in?: InputMaybe<ReadonlyArray<ParticipantRole>>;
};

export type ParticipationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly role?: InputMaybe<ParticipantRoleFilter>;
  readonly partyKind?: InputMaybe<PartyKindFilter>;
  readonly enterpriseCode?: InputMaybe<StringFilter>;
  readonly enterpriseName?: InputMaybe<StringFilter>;
  readonly practitionerNo?: InputMaybe<StringFilter>;
  readonly keyRole?: InputMaybe<Scalars['Boolean']['input']>;
  readonly qualification?: InputMaybe<StringFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly startsOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly enterprise?: InputMaybe<EnterpriseFilter>;
  readonly practitioner?: InputMaybe<PractitionerFilter>;
  readonly and?: InputMaybe<ReadonlyArray<ParticipationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ParticipationElementFilter>>;
  readonly not?: InputMaybe<ParticipationElementFilter>;
};

export type ParticipationListFilter = {
  readonly some?: InputMaybe<ParticipationElementFilter>;
  readonly none?: InputMaybe<ParticipationElementFilter>;
};

export type PartyElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly role?: InputMaybe<PartyRoleFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly partyKind?: InputMaybe<PartyKindFilter>;
  readonly person?: InputMaybe<StringFilter>;
  readonly enterpriseCode?: InputMaybe<StringFilter>;
  readonly enterpriseName?: InputMaybe<StringFilter>;
  readonly share?: InputMaybe<StringFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly enterprise?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<PartyElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PartyElementFilter>>;
  readonly not?: InputMaybe<PartyElementFilter>;
};

export type PartyInput = {
  readonly kind?: InputMaybe<PartyKind>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly idType?: InputMaybe<IdType>;
  readonly idNumber?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly enterpriseCode?: InputMaybe<Scalars['String']['input']>;
  readonly enterpriseName?: InputMaybe<Scalars['String']['input']>;
  readonly share?: InputMaybe<Scalars['String']['input']>;
};

export type PartyKind =
  | 'PERSON'
  | 'ENTERPRISE'
  | 'STATE'
  | 'UNKNOWN';

export type PartyKindFilter = {
  readonly eq?: InputMaybe<PartyKind>;
  readonly in?: InputMaybe<ReadonlyArray<PartyKind>>;
};

export type PartyListFilter = {
  readonly some?: InputMaybe<PartyElementFilter>;
  readonly none?: InputMaybe<PartyElementFilter>;
};

export type PartyRole =
  | 'SELLER'
  | 'BUYER'
  | 'LESSOR'
  | 'LESSEE';

export type PartyRoleFilter = {
  readonly eq?: InputMaybe<PartyRole>;
  readonly in?: InputMaybe<ReadonlyArray<PartyRole>>;
};

export type PartyStanding =
  | 'GOOD'
  | 'BARRED'
  | 'LISTED'
  | 'DEREGISTERED';

export type PartyStandingFilter = {
  readonly eq?: InputMaybe<PartyStanding>;
  readonly in?: InputMaybe<ReadonlyArray<PartyStanding>>;
};

export type PaymentState =
  | 'ORDERED'
  | 'PAID'
  | 'FAILED'
  | 'RETURNED';

export type PaymentStateFilter = {
  readonly eq?: InputMaybe<PaymentState>;
  readonly in?: InputMaybe<ReadonlyArray<PaymentState>>;
};

export type PenaltyElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<PenaltyKindFilter>;
  readonly grounds?: InputMaybe<StringFilter>;
  readonly creditClass?: InputMaybe<CreditClassFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly penalisedOn?: InputMaybe<DateFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly barsMarket?: InputMaybe<Scalars['Boolean']['input']>;
  readonly endsOn?: InputMaybe<DateFilter>;
  readonly repairedOn?: InputMaybe<DateFilter>;
  readonly projectCode?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly project?: InputMaybe<ProjectFilter>;
  readonly and?: InputMaybe<ReadonlyArray<PenaltyElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PenaltyElementFilter>>;
  readonly not?: InputMaybe<PenaltyElementFilter>;
};

export type PenaltyKind =
  | 'WARNING'
  | 'FINE'
  | 'CONFISCATION'
  | 'SUSPENSION'
  | 'REVOCATION'
  | 'BAN'
  | 'OTHER';

export type PenaltyKindFilter = {
  readonly eq?: InputMaybe<PenaltyKind>;
  readonly in?: InputMaybe<ReadonlyArray<PenaltyKind>>;
};

export type PenaltyListFilter = {
  readonly some?: InputMaybe<PenaltyElementFilter>;
  readonly none?: InputMaybe<PenaltyElementFilter>;
};

export type PerformanceElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly enterpriseCode?: InputMaybe<StringFilter>;
  readonly recordedOn?: InputMaybe<DateFilter>;
  readonly grade?: InputMaybe<StringFilter>;
  readonly paid?: InputMaybe<DecimalFilter>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly enterprise?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<PerformanceElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PerformanceElementFilter>>;
  readonly not?: InputMaybe<PerformanceElementFilter>;
};

export type PerformanceListFilter = {
  readonly some?: InputMaybe<PerformanceElementFilter>;
  readonly none?: InputMaybe<PerformanceElementFilter>;
};

export type PeriodKind =
  | 'YEAR'
  | 'QUARTER'
  | 'MONTH'
  | 'DAY';

export type PermitElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<PermitKindFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly lapsesOn?: InputMaybe<DateFilter>;
  readonly lapsedOn?: InputMaybe<DateFilter>;
  readonly revokedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly worksStartedOn?: InputMaybe<DateFilter>;
  readonly works?: InputMaybe<StringFilter>;
  readonly area?: InputMaybe<DecimalFilter>;
  readonly units?: InputMaybe<IntFilter>;
  readonly value?: InputMaybe<DecimalFilter>;
  readonly builderCode?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly builder?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<PermitElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PermitElementFilter>>;
  readonly not?: InputMaybe<PermitElementFilter>;
};

export type PermitKind =
  | 'PLANNING'
  | 'CONSTRUCTION'
  | 'PRESALE';

export type PermitKindFilter = {
  readonly eq?: InputMaybe<PermitKind>;
  readonly in?: InputMaybe<ReadonlyArray<PermitKind>>;
};

export type PermitListFilter = {
  readonly some?: InputMaybe<PermitElementFilter>;
  readonly none?: InputMaybe<PermitElementFilter>;
};

export type Phase =
  | 'CONSTRUCTION'
  | 'TRANSACTION'
  | 'HOLDING'
  | 'LOSS';

export type PhaseFilter = {
  readonly eq?: InputMaybe<Phase>;
  readonly in?: InputMaybe<ReadonlyArray<Phase>>;
};

export type Physical =
  | 'PLANNED'
  | 'UNDER_CONSTRUCTION'
  | 'SUSPENDED'
  | 'COMPLETED'
  | 'DEMOLISHED'
  | 'NOT_REALISED'
  | 'ENTERED_IN_ERROR';

export type PhysicalFilter = {
  readonly eq?: InputMaybe<Physical>;
  readonly in?: InputMaybe<ReadonlyArray<Physical>>;
};

export type PoolElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly houseCode?: InputMaybe<StringFilter>;
  readonly bedrooms?: InputMaybe<IntFilter>;
  readonly house?: InputMaybe<HouseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<PoolElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PoolElementFilter>>;
  readonly not?: InputMaybe<PoolElementFilter>;
};

export type PoolListFilter = {
  readonly some?: InputMaybe<PoolElementFilter>;
  readonly none?: InputMaybe<PoolElementFilter>;
};

export type PractitionerFilter = {
  readonly code?: InputMaybe<StringFilter>;
  readonly person?: InputMaybe<StringFilter>;
  readonly idType?: InputMaybe<IdTypeFilter>;
  readonly specialty?: InputMaybe<StringFilter>;
  readonly division?: InputMaybe<StringFilter>;
  readonly employerCode?: InputMaybe<StringFilter>;
  readonly employedSince?: InputMaybe<DateFilter>;
  readonly registeredOn?: InputMaybe<DateFilter>;
  readonly currency?: InputMaybe<StringFilter>;
  readonly deregistered?: InputMaybe<Scalars['Boolean']['input']>;
  readonly standing?: InputMaybe<PartyStandingFilter>;
  readonly underInvestigation?: InputMaybe<Scalars['Boolean']['input']>;
  readonly changedAfter?: InputMaybe<Scalars['Position']['input']>;
  readonly qualifications?: InputMaybe<PractitionerQualificationListFilter>;
  readonly awards?: InputMaybe<AwardListFilter>;
  readonly penalties?: InputMaybe<PenaltyListFilter>;
  readonly creditScores?: InputMaybe<CreditScoreListFilter>;
  readonly dishonestyListings?: InputMaybe<DishonestyListingListFilter>;
  readonly creditRepairs?: InputMaybe<CreditRepairListFilter>;
  readonly siteChecks?: InputMaybe<SiteCheckListFilter>;
  readonly engagements?: InputMaybe<EngagementListFilter>;
  readonly findings?: InputMaybe<FindingListFilter>;
  readonly investigations?: InputMaybe<InvestigationListFilter>;
  readonly conflicts?: InputMaybe<ConflictListFilter>;
  readonly designations?: InputMaybe<DesignationListFilter>;
  readonly lineage?: InputMaybe<LineageListFilter>;
  readonly overturnings?: InputMaybe<OverturningListFilter>;
  readonly employer?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<PractitionerFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PractitionerFilter>>;
  readonly not?: InputMaybe<PractitionerFilter>;
};

export type PractitionerListFilter = {
  readonly some?: InputMaybe<PractitionerFilter>;
  readonly none?: InputMaybe<PractitionerFilter>;
};

export type PractitionerOrderField =
  | 'CODE'
  | 'LAST_CHANGED';

export type PractitionerQualificationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly category?: InputMaybe<StringFilter>;
  readonly grade?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly expiresOn?: InputMaybe<DateFilter>;
  readonly suspendedOn?: InputMaybe<DateFilter>;
  readonly resumedOn?: InputMaybe<DateFilter>;
  readonly revokedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<PractitionerQualificationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PractitionerQualificationElementFilter>>;
  readonly not?: InputMaybe<PractitionerQualificationElementFilter>;
};

export type PractitionerQualificationListFilter = {
  readonly some?: InputMaybe<PractitionerQualificationElementFilter>;
  readonly none?: InputMaybe<PractitionerQualificationElementFilter>;
};

export type PresalePermitElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly projectCode?: InputMaybe<StringFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly lapsesOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly units?: InputMaybe<IntFilter>;
  readonly area?: InputMaybe<DecimalFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly project?: InputMaybe<ProjectFilter>;
  readonly and?: InputMaybe<ReadonlyArray<PresalePermitElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PresalePermitElementFilter>>;
  readonly not?: InputMaybe<PresalePermitElementFilter>;
};

export type PresalePermitListFilter = {
  readonly some?: InputMaybe<PresalePermitElementFilter>;
  readonly none?: InputMaybe<PresalePermitElementFilter>;
};

export type PriorityElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly priorityGroup?: InputMaybe<PriorityGroupFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly endsOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<PriorityElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PriorityElementFilter>>;
  readonly not?: InputMaybe<PriorityElementFilter>;
};

export type PriorityGroup =
  | 'ELDERLY'
  | 'DISABLED'
  | 'MERITORIOUS'
  | 'LOWEST_INCOME'
  | 'MANY_CHILDREN'
  | 'RESETTLED';

export type PriorityGroupFilter = {
  readonly eq?: InputMaybe<PriorityGroup>;
  readonly in?: InputMaybe<ReadonlyArray<PriorityGroup>>;
};

export type PriorityListFilter = {
  readonly some?: InputMaybe<PriorityElementFilter>;
  readonly none?: InputMaybe<PriorityElementFilter>;
};

export type ProcedureDuty =
  | 'TENDER_AWARD'
  | 'WORKS_CONTRACT'
  | 'DRAWINGS_REVISION'
  | 'PROCEDURE_STEP'
  | 'SUPERVISION'
  | 'PERMIT_LAPSE'
  | 'RETEST'
  | 'RECTIFICATION'
  | 'LABOUR_REPORT'
  | 'FIRE_ACCEPTANCE'
  | 'ARCHIVE_ACCEPTANCE'
  | 'COMPLETION_FILING'
  | 'HAZARD';

export type ProcedureStepElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly caseNo?: InputMaybe<StringFilter>;
  readonly step?: InputMaybe<StringFilter>;
  readonly title?: InputMaybe<StringFilter>;
  readonly localTitle?: InputMaybe<StringFilter>;
  readonly unit?: InputMaybe<StringFilter>;
  readonly startedOn?: InputMaybe<DateFilter>;
  readonly plannedOn?: InputMaybe<DateFilter>;
  readonly dueOn?: InputMaybe<DateFilter>;
  readonly doneOn?: InputMaybe<DateFilter>;
  readonly place?: InputMaybe<IntFilter>;
  readonly stoppedOn?: InputMaybe<DateFilter>;
  readonly closed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly outcome?: InputMaybe<StringFilter>;
  readonly fee?: InputMaybe<DecimalFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<ProcedureStepElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ProcedureStepElementFilter>>;
  readonly not?: InputMaybe<ProcedureStepElementFilter>;
};

export type ProcedureStepListFilter = {
  readonly some?: InputMaybe<ProcedureStepElementFilter>;
  readonly none?: InputMaybe<ProcedureStepElementFilter>;
};

export type ProjectDemolitionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly filedOn?: InputMaybe<DateFilter>;
  readonly contractorCode?: InputMaybe<StringFilter>;
  readonly area?: InputMaybe<DecimalFilter>;
  readonly plannedOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly contractor?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<ProjectDemolitionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ProjectDemolitionElementFilter>>;
  readonly not?: InputMaybe<ProjectDemolitionElementFilter>;
};

export type ProjectDemolitionListFilter = {
  readonly some?: InputMaybe<ProjectDemolitionElementFilter>;
  readonly none?: InputMaybe<ProjectDemolitionElementFilter>;
};

export type ProjectExpropriationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly decidedOn?: InputMaybe<DateFilter>;
  readonly households?: InputMaybe<IntFilter>;
  readonly area?: InputMaybe<DecimalFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<ProjectExpropriationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ProjectExpropriationElementFilter>>;
  readonly not?: InputMaybe<ProjectExpropriationElementFilter>;
};

export type ProjectExpropriationListFilter = {
  readonly some?: InputMaybe<ProjectExpropriationElementFilter>;
  readonly none?: InputMaybe<ProjectExpropriationElementFilter>;
};

export type ProjectFilter = {
  readonly code?: InputMaybe<StringFilter>;
  readonly name?: InputMaybe<StringFilter>;
  readonly nationalCode?: InputMaybe<StringFilter>;
  readonly investmentCode?: InputMaybe<StringFilter>;
  readonly division?: InputMaybe<StringFilter>;
  readonly address?: InputMaybe<StringFilter>;
  readonly category?: InputMaybe<StringFilter>;
  readonly nature?: InputMaybe<StringFilter>;
  readonly currency?: InputMaybe<StringFilter>;
  readonly stage?: InputMaybe<StageFilter>;
  readonly developerCode?: InputMaybe<StringFilter>;
  readonly developerName?: InputMaybe<StringFilter>;
  readonly investmentTotal?: InputMaybe<DecimalFilter>;
  readonly investmentDone?: InputMaybe<DecimalFilter>;
  readonly contractValue?: InputMaybe<DecimalFilter>;
  readonly landArea?: InputMaybe<DecimalFilter>;
  readonly grossArea?: InputMaybe<DecimalFilter>;
  readonly plannedUnits?: InputMaybe<IntFilter>;
  readonly builtUnits?: InputMaybe<IntFilter>;
  readonly approvedOn?: InputMaybe<DateFilter>;
  readonly plannedAwardOn?: InputMaybe<DateFilter>;
  readonly plannedStartOn?: InputMaybe<DateFilter>;
  readonly plannedCompletionOn?: InputMaybe<DateFilter>;
  readonly startedOn?: InputMaybe<DateFilter>;
  readonly completedOn?: InputMaybe<DateFilter>;
  readonly supervisionNo?: InputMaybe<StringFilter>;
  readonly supervisionBody?: InputMaybe<StringFilter>;
  readonly completionFiled?: InputMaybe<Scalars['Boolean']['input']>;
  readonly fireAccepted?: InputMaybe<Scalars['Boolean']['input']>;
  readonly archiveAccepted?: InputMaybe<Scalars['Boolean']['input']>;
  readonly labourDueOn?: InputMaybe<DateFilter>;
  readonly fireDueOn?: InputMaybe<DateFilter>;
  readonly archiveDueOn?: InputMaybe<DateFilter>;
  readonly cancelled?: InputMaybe<Scalars['Boolean']['input']>;
  readonly cancellationReason?: InputMaybe<StringFilter>;
  readonly underInvestigation?: InputMaybe<Scalars['Boolean']['input']>;
  readonly changedAfter?: InputMaybe<Scalars['Position']['input']>;
  readonly late?: InputMaybe<Scalars['Boolean']['input']>;
  readonly subsidies?: InputMaybe<ProjectSubsidyListFilter>;
  readonly subsidyPayments?: InputMaybe<ProjectSubsidyPaymentListFilter>;
  readonly propertyManagers?: InputMaybe<PropertyManagerListFilter>;
  readonly acceptances?: InputMaybe<AcceptanceListFilter>;
  readonly findings?: InputMaybe<FindingListFilter>;
  readonly investigations?: InputMaybe<InvestigationListFilter>;
  readonly conflicts?: InputMaybe<ConflictListFilter>;
  readonly designations?: InputMaybe<DesignationListFilter>;
  readonly lineage?: InputMaybe<LineageListFilter>;
  readonly overturnings?: InputMaybe<OverturningListFilter>;
  readonly lands?: InputMaybe<LandListFilter>;
  readonly permits?: InputMaybe<PermitListFilter>;
  readonly extensions?: InputMaybe<ExtensionListFilter>;
  readonly coverage?: InputMaybe<CoverageListFilter>;
  readonly tenders?: InputMaybe<TenderListFilter>;
  readonly contracts?: InputMaybe<WorksContractListFilter>;
  readonly performances?: InputMaybe<PerformanceListFilter>;
  readonly drawingReviews?: InputMaybe<DrawingReviewListFilter>;
  readonly procedureSteps?: InputMaybe<ProcedureStepListFilter>;
  readonly participants?: InputMaybe<ParticipationListFilter>;
  readonly inspections?: InputMaybe<InspectionListFilter>;
  readonly materialTests?: InputMaybe<MaterialTestListFilter>;
  readonly rectifications?: InputMaybe<RectificationListFilter>;
  readonly accidents?: InputMaybe<AccidentListFilter>;
  readonly workforce?: InputMaybe<WorkforceListFilter>;
  readonly escrows?: InputMaybe<EscrowListFilter>;
  readonly escrowMovements?: InputMaybe<EscrowMovementListFilter>;
  readonly worksMortgages?: InputMaybe<WorksMortgageListFilter>;
  readonly transfers?: InputMaybe<ProjectTransferListFilter>;
  readonly expropriations?: InputMaybe<ProjectExpropriationListFilter>;
  readonly demolitions?: InputMaybe<ProjectDemolitionListFilter>;
  readonly developer?: InputMaybe<EnterpriseFilter>;
  readonly buildings?: InputMaybe<BuildingListFilter>;
  readonly houses?: InputMaybe<HouseListFilter>;
  readonly and?: InputMaybe<ReadonlyArray<ProjectFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ProjectFilter>>;
  readonly not?: InputMaybe<ProjectFilter>;
};

export type ProjectListFilter = {
  readonly some?: InputMaybe<ProjectFilter>;
  readonly none?: InputMaybe<ProjectFilter>;
};

export type ProjectOrderField =
  | 'CODE'
  | 'ADDRESS'
  | 'NAME'
  | 'GROSS_AREA'
  | 'STARTED_ON'
  | 'COMPLETED_ON'
  | 'LAST_CHANGED';

export type ProjectSubsidyElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly programme?: InputMaybe<StringFilter>;
  readonly benefit?: InputMaybe<StringFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly units?: InputMaybe<IntFilter>;
  readonly unitsExtremelyLow?: InputMaybe<IntFilter>;
  readonly unitsVeryLow?: InputMaybe<IntFilter>;
  readonly unitsLow?: InputMaybe<IntFilter>;
  readonly unitsModerate?: InputMaybe<IntFilter>;
  readonly unitsMiddle?: InputMaybe<IntFilter>;
  readonly unitsOther?: InputMaybe<IntFilter>;
  readonly unitsRental?: InputMaybe<IntFilter>;
  readonly unitsOwnership?: InputMaybe<IntFilter>;
  readonly unitsSenior?: InputMaybe<IntFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<ProjectSubsidyElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ProjectSubsidyElementFilter>>;
  readonly not?: InputMaybe<ProjectSubsidyElementFilter>;
};

export type ProjectSubsidyListFilter = {
  readonly some?: InputMaybe<ProjectSubsidyElementFilter>;
  readonly none?: InputMaybe<ProjectSubsidyElementFilter>;
};

export type ProjectSubsidyPaymentElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly subsidyNo?: InputMaybe<StringFilter>;
  readonly direction?: InputMaybe<MoneyDirectionFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly period?: InputMaybe<StringFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<ProjectSubsidyPaymentElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ProjectSubsidyPaymentElementFilter>>;
  readonly not?: InputMaybe<ProjectSubsidyPaymentElementFilter>;
};

export type ProjectSubsidyPaymentListFilter = {
  readonly some?: InputMaybe<ProjectSubsidyPaymentElementFilter>;
  readonly none?: InputMaybe<ProjectSubsidyPaymentElementFilter>;
};

export type ProjectTransferElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly fromCode?: InputMaybe<StringFilter>;
  readonly toCode?: InputMaybe<StringFilter>;
  readonly price?: InputMaybe<DecimalFilter>;
  readonly transferredOn?: InputMaybe<DateFilter>;
  readonly from?: InputMaybe<EnterpriseFilter>;
  readonly to?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<ProjectTransferElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ProjectTransferElementFilter>>;
  readonly not?: InputMaybe<ProjectTransferElementFilter>;
};

export type ProjectTransferListFilter = {
  readonly some?: InputMaybe<ProjectTransferElementFilter>;
  readonly none?: InputMaybe<ProjectTransferElementFilter>;
};

export type PropertyManagerElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly enterpriseCode?: InputMaybe<StringFilter>;
  readonly enterpriseName?: InputMaybe<StringFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly startsOn?: InputMaybe<DateFilter>;
  readonly endsOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly fee?: InputMaybe<DecimalFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly enterprise?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<PropertyManagerElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PropertyManagerElementFilter>>;
  readonly not?: InputMaybe<PropertyManagerElementFilter>;
};

export type PropertyManagerListFilter = {
  readonly some?: InputMaybe<PropertyManagerElementFilter>;
  readonly none?: InputMaybe<PropertyManagerElementFilter>;
};

export type PublicityElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly level?: InputMaybe<IntFilter>;
  readonly openedOn?: InputMaybe<DateFilter>;
  readonly endsOn?: InputMaybe<DateFilter>;
  readonly closedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<PublicityElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PublicityElementFilter>>;
  readonly not?: InputMaybe<PublicityElementFilter>;
};

export type PublicityListFilter = {
  readonly some?: InputMaybe<PublicityElementFilter>;
  readonly none?: InputMaybe<PublicityElementFilter>;
};

export type PublicityObjectionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly publicityNo?: InputMaybe<StringFilter>;
  readonly raisedOn?: InputMaybe<DateFilter>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly resolvedOn?: InputMaybe<DateFilter>;
  readonly upheld?: InputMaybe<Scalars['Boolean']['input']>;
  readonly outcome?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<PublicityObjectionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PublicityObjectionElementFilter>>;
  readonly not?: InputMaybe<PublicityObjectionElementFilter>;
};

export type PublicityObjectionListFilter = {
  readonly some?: InputMaybe<PublicityObjectionElementFilter>;
  readonly none?: InputMaybe<PublicityObjectionElementFilter>;
};

export type PurchaseElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly houseCode?: InputMaybe<StringFilter>;
  readonly share?: InputMaybe<StringFilter>;
  readonly price?: InputMaybe<DecimalFilter>;
  readonly signedOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly house?: InputMaybe<HouseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<PurchaseElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PurchaseElementFilter>>;
  readonly not?: InputMaybe<PurchaseElementFilter>;
};

export type PurchaseListFilter = {
  readonly some?: InputMaybe<PurchaseElementFilter>;
  readonly none?: InputMaybe<PurchaseElementFilter>;
};

export type Reason =
  | 'CHANGE'
  | 'CORRECTION'
  | 'MIGRATION'
  | 'ERROR'
  | 'ORDER'
  | 'CAUSED';

export type RectificationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<InspectionKindFilter>;
  readonly inspectionNo?: InputMaybe<StringFilter>;
  readonly buildingCode?: InputMaybe<StringFilter>;
  readonly issue?: InputMaybe<StringFilter>;
  readonly orderedOn?: InputMaybe<DateFilter>;
  readonly dueOn?: InputMaybe<DateFilter>;
  readonly closedOn?: InputMaybe<DateFilter>;
  readonly outcome?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly building?: InputMaybe<BuildingFilter>;
  readonly and?: InputMaybe<ReadonlyArray<RectificationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<RectificationElementFilter>>;
  readonly not?: InputMaybe<RectificationElementFilter>;
};

export type RectificationListFilter = {
  readonly some?: InputMaybe<RectificationElementFilter>;
  readonly none?: InputMaybe<RectificationElementFilter>;
};

export type RegisterBuildingInput = {
  readonly buildingCode: Scalars['String']['input'];
  readonly effectiveOn: Scalars['Date']['input'];
  readonly document: DocumentInput;
  readonly commandId: Scalars['ID']['input'];
  readonly reason?: InputMaybe<Reason>;
  readonly remark?: InputMaybe<Scalars['String']['input']>;
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly scheme?: InputMaybe<Scalars['String']['input']>;
  readonly corrects?: InputMaybe<Scalars['ID']['input']>;
  readonly division: Scalars['String']['input'];
  readonly projectCode?: InputMaybe<Scalars['String']['input']>;
  readonly parcel?: InputMaybe<Scalars['String']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly address?: InputMaybe<Scalars['String']['input']>;
  readonly estate?: InputMaybe<Scalars['String']['input']>;
  readonly estateCode?: InputMaybe<Scalars['String']['input']>;
  readonly physical?: InputMaybe<Physical>;
  readonly floors?: InputMaybe<Scalars['Int']['input']>;
  readonly floorsBelow?: InputMaybe<Scalars['Int']['input']>;
  readonly height?: InputMaybe<Scalars['Decimal']['input']>;
  readonly yearBuilt?: InputMaybe<Scalars['Int']['input']>;
  readonly grossArea?: InputMaybe<Scalars['Decimal']['input']>;
  readonly footprintArea?: InputMaybe<Scalars['Decimal']['input']>;
  readonly outline?: InputMaybe<Scalars['String']['input']>;
  readonly location?: InputMaybe<Scalars['String']['input']>;
  readonly purpose?: InputMaybe<Scalars['String']['input']>;
  readonly buildingType?: InputMaybe<Scalars['String']['input']>;
  readonly structure?: InputMaybe<Scalars['String']['input']>;
  readonly zoning?: InputMaybe<Scalars['String']['input']>;
  readonly unitCount?: InputMaybe<Scalars['Int']['input']>;
  readonly hasElevator?: InputMaybe<Scalars['Boolean']['input']>;
  readonly selfBuilt?: InputMaybe<Scalars['Boolean']['input']>;
  readonly rural?: InputMaybe<Scalars['Boolean']['input']>;
  readonly businessUse?: InputMaybe<Scalars['Boolean']['input']>;
  readonly observed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly worksType?: InputMaybe<Scalars['String']['input']>;
  readonly currency?: InputMaybe<Scalars['String']['input']>;
  readonly startedOn?: InputMaybe<Scalars['Date']['input']>;
  readonly toppedOutOn?: InputMaybe<Scalars['Date']['input']>;
  readonly completedOn?: InputMaybe<Scalars['Date']['input']>;
  readonly plannedCompletionOn?: InputMaybe<Scalars['Date']['input']>;
  readonly superseded?: InputMaybe<Scalars['Boolean']['input']>;
};

export type RenovationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly programme?: InputMaybe<StringFilter>;
  readonly works?: InputMaybe<StringFilter>;
  readonly grantedOn?: InputMaybe<DateFilter>;
  readonly completedOn?: InputMaybe<DateFilter>;
  readonly cost?: InputMaybe<DecimalFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<RenovationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<RenovationElementFilter>>;
  readonly not?: InputMaybe<RenovationElementFilter>;
};

export type RenovationListFilter = {
  readonly some?: InputMaybe<RenovationElementFilter>;
  readonly none?: InputMaybe<RenovationElementFilter>;
};

export type RentElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly period?: InputMaybe<StringFilter>;
  readonly charged?: InputMaybe<DecimalFilter>;
  readonly reduced?: InputMaybe<DecimalFilter>;
  readonly paid?: InputMaybe<DecimalFilter>;
  readonly dueOn?: InputMaybe<DateFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<RentElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<RentElementFilter>>;
  readonly not?: InputMaybe<RentElementFilter>;
};

export type RentListFilter = {
  readonly some?: InputMaybe<RentElementFilter>;
  readonly none?: InputMaybe<RentElementFilter>;
};

export type ReviewElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly level?: InputMaybe<IntFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly outcome?: InputMaybe<ReviewOutcomeFilter>;
  readonly reviewedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<ReviewElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ReviewElementFilter>>;
  readonly not?: InputMaybe<ReviewElementFilter>;
};

export type ReviewListFilter = {
  readonly some?: InputMaybe<ReviewElementFilter>;
  readonly none?: InputMaybe<ReviewElementFilter>;
};

export type ReviewOutcome =
  | 'PASSED'
  | 'RETURNED';

export type ReviewOutcomeFilter = {
  readonly eq?: InputMaybe<ReviewOutcome>;
  readonly in?: InputMaybe<ReadonlyArray<ReviewOutcome>>;
};

export type RoleConflictKind =
  | 'OVERLAPPING'
  | 'OTHER_EMPLOYER';

export type SafetyGrade =
  | 'A'
  | 'B'
  | 'C'
  | 'D';

export type SafetyGradeFilter = {
  readonly eq?: InputMaybe<SafetyGrade>;
  readonly in?: InputMaybe<ReadonlyArray<SafetyGrade>>;
};

export type SaleContractElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<ContractKindFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly signedOn?: InputMaybe<DateFilter>;
  readonly filedOn?: InputMaybe<DateFilter>;
  readonly permitNo?: InputMaybe<StringFilter>;
  readonly price?: InputMaybe<DecimalFilter>;
  readonly parkingPrice?: InputMaybe<DecimalFilter>;
  readonly unitPrice?: InputMaybe<DecimalFilter>;
  readonly area?: InputMaybe<DecimalFilter>;
  readonly amendedOn?: InputMaybe<DateFilter>;
  readonly cancelledOn?: InputMaybe<DateFilter>;
  readonly performedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly conditions?: InputMaybe<StringFilter>;
  readonly riskAccepted?: InputMaybe<Scalars['Boolean']['input']>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<SaleContractElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<SaleContractElementFilter>>;
  readonly not?: InputMaybe<SaleContractElementFilter>;
};

export type SaleContractListFilter = {
  readonly some?: InputMaybe<SaleContractElementFilter>;
  readonly none?: InputMaybe<SaleContractElementFilter>;
};

export type SanctionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly category?: InputMaybe<StringFilter>;
  readonly imposedOn?: InputMaybe<DateFilter>;
  readonly barredUntil?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<SanctionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<SanctionElementFilter>>;
  readonly not?: InputMaybe<SanctionElementFilter>;
};

export type SanctionKind =
  | 'PENALTY'
  | 'DISHONESTY_LISTING';

export type SanctionListFilter = {
  readonly some?: InputMaybe<SanctionElementFilter>;
  readonly none?: InputMaybe<SanctionElementFilter>;
};

export type SayingStanding =
  | 'HOLDS'
  | 'SUPERSEDED'
  | 'CORRECTED'
  | 'VOIDED'
  | 'NOT_YET_EFFECTIVE';

export type Scope =
  | 'SELF'
  | 'FAMILY';

export type ScreeningElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly screenedOn?: InputMaybe<DateFilter>;
  readonly body?: InputMaybe<StringFilter>;
  readonly suspect?: InputMaybe<Scalars['Boolean']['input']>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<ScreeningElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ScreeningElementFilter>>;
  readonly not?: InputMaybe<ScreeningElementFilter>;
};

export type ScreeningListFilter = {
  readonly some?: InputMaybe<ScreeningElementFilter>;
  readonly none?: InputMaybe<ScreeningElementFilter>;
};

export type SearchFacet =
  | 'KIND'
  | 'DIVISION'
  | 'PHASE'
  | 'STAGE'
  | 'STOCK'
  | 'YEAR';

export type SearchFilter = {
  readonly division?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly phase?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly stage?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly stock?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly year?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
};

export type SearchSort =
  | 'RELEVANCE'
  | 'CODE'
  | 'LAST_CHANGED';

export type SecurityProgramme =
  | 'PUBLIC_RENTAL'
  | 'AFFORDABLE_RENTAL'
  | 'ALLOTTED_SALE'
  | 'SHARED_OWNERSHIP'
  | 'MARKET_RENT_SUBSIDY';

export type SecurityProgrammeFilter = {
  readonly eq?: InputMaybe<SecurityProgramme>;
  readonly in?: InputMaybe<ReadonlyArray<SecurityProgramme>>;
};

export type SeizureElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<SeizureKindFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly court?: InputMaybe<StringFilter>;
  readonly caseNo?: InputMaybe<StringFilter>;
  readonly waitingOrder?: InputMaybe<IntFilter>;
  readonly registeredOn?: InputMaybe<DateFilter>;
  readonly expiresOn?: InputMaybe<DateFilter>;
  readonly extendedOn?: InputMaybe<DateFilter>;
  readonly liftedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<SeizureElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<SeizureElementFilter>>;
  readonly not?: InputMaybe<SeizureElementFilter>;
};

export type SeizureKind =
  | 'ORDINARY'
  | 'PRELIMINARY'
  | 'WAITING';

export type SeizureKindFilter = {
  readonly eq?: InputMaybe<SeizureKind>;
  readonly in?: InputMaybe<ReadonlyArray<SeizureKind>>;
};

export type SeizureListFilter = {
  readonly some?: InputMaybe<SeizureElementFilter>;
  readonly none?: InputMaybe<SeizureElementFilter>;
};

export type SelfBuiltStep =
  | 'REGISTERED'
  | 'SCREENED'
  | 'SUSPECTED'
  | 'APPRAISED'
  | 'GRADE_A'
  | 'GRADE_B'
  | 'GRADE_C'
  | 'GRADE_D'
  | 'CONTROLLED'
  | 'REMEDIATED';

export type ShortNameElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly shortName?: InputMaybe<StringFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<ShortNameElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ShortNameElementFilter>>;
  readonly not?: InputMaybe<ShortNameElementFilter>;
};

export type ShortNameListFilter = {
  readonly some?: InputMaybe<ShortNameElementFilter>;
  readonly none?: InputMaybe<ShortNameElementFilter>;
};

export type SiteCheckElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly projectCode?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<InspectionKindFilter>;
  readonly role?: InputMaybe<ParticipantRoleFilter>;
  readonly inspectedOn?: InputMaybe<DateFilter>;
  readonly passed?: InputMaybe<Scalars['Boolean']['input']>;
  readonly issues?: InputMaybe<IntFilter>;
  readonly randomDraw?: InputMaybe<Scalars['Boolean']['input']>;
  readonly project?: InputMaybe<ProjectFilter>;
  readonly and?: InputMaybe<ReadonlyArray<SiteCheckElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<SiteCheckElementFilter>>;
  readonly not?: InputMaybe<SiteCheckElementFilter>;
};

export type SiteCheckListFilter = {
  readonly some?: InputMaybe<SiteCheckElementFilter>;
  readonly none?: InputMaybe<SiteCheckElementFilter>;
};

export type Stage =
  | 'APPROVED'
  | 'LAND_ACQUIRED'
  | 'PLANNING_PERMITTED'
  | 'AWARDED'
  | 'CONSTRUCTION_PERMITTED'
  | 'UNDER_CONSTRUCTION'
  | 'COMPLETED'
  | 'CANCELLED';

export type StageFilter = {
  readonly eq?: InputMaybe<Stage>;
  readonly in?: InputMaybe<ReadonlyArray<Stage>>;
};

export type Stock =
  | 'MARKET'
  | 'PUBLIC_RENTAL'
  | 'LOW_RENT'
  | 'AFFORDABLE_RENTAL'
  | 'ALLOTTED_SALE'
  | 'SHARED_OWNERSHIP'
  | 'RESETTLEMENT';

export type StockBasis =
  | 'BUILT'
  | 'ALLOCATION'
  | 'PURCHASE'
  | 'MASTER_LEASE'
  | 'CONVERSION'
  | 'TRANSFER';

export type StockBasisFilter = {
  readonly eq?: InputMaybe<StockBasis>;
  readonly in?: InputMaybe<ReadonlyArray<StockBasis>>;
};

export type StockEntryElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly stock?: InputMaybe<StockFilter>;
  readonly basis?: InputMaybe<StockBasisFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly holderCode?: InputMaybe<StringFilter>;
  readonly startsOn?: InputMaybe<DateFilter>;
  readonly endsOn?: InputMaybe<DateFilter>;
  readonly releasedOn?: InputMaybe<DateFilter>;
  readonly saleBarredUntil?: InputMaybe<DateFilter>;
  readonly ownerShare?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly holder?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<StockEntryElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<StockEntryElementFilter>>;
  readonly not?: InputMaybe<StockEntryElementFilter>;
};

export type StockEntryListFilter = {
  readonly some?: InputMaybe<StockEntryElementFilter>;
  readonly none?: InputMaybe<StockEntryElementFilter>;
};

export type StockFilter = {
  readonly eq?: InputMaybe<Stock>;
  readonly in?: InputMaybe<ReadonlyArray<Stock>>;
};

export type StringFilter = {
  readonly eq?: InputMaybe<Scalars['String']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly prefix?: InputMaybe<Scalars['String']['input']>;
  readonly contains?: InputMaybe<Scalars['String']['input']>;
};

export type SubjectKind =
  | 'PROJECT'
  | 'BUILDING'
  | 'HOUSE'
  | 'HOUSEHOLD'
  | 'ENTERPRISE'
  | 'PRACTITIONER'
  | 'LOTTERY'
  | 'DIVISION';

export type SubjectKindFilter = {
  readonly eq?: InputMaybe<SubjectKind>;
  readonly in?: InputMaybe<ReadonlyArray<SubjectKind>>;
};

export type SubsidyApprovalElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<SubsidyKindFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly standard?: InputMaybe<StringFilter>;
  readonly computation?: InputMaybe<StringFilter>;
  readonly startsOn?: InputMaybe<DateFilter>;
  readonly endsOn?: InputMaybe<DateFilter>;
  readonly stoppedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<SubsidyApprovalElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<SubsidyApprovalElementFilter>>;
  readonly not?: InputMaybe<SubsidyApprovalElementFilter>;
};

export type SubsidyApprovalListFilter = {
  readonly some?: InputMaybe<SubsidyApprovalElementFilter>;
  readonly none?: InputMaybe<SubsidyApprovalElementFilter>;
};

export type SubsidyKind =
  | 'PUBLIC_RENT'
  | 'MARKET_RENT';

export type SubsidyKindFilter = {
  readonly eq?: InputMaybe<SubsidyKind>;
  readonly in?: InputMaybe<ReadonlyArray<SubsidyKind>>;
};

export type SubsidyPaymentElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly subsidyNo?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<SubsidyKindFilter>;
  readonly period?: InputMaybe<StringFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly state?: InputMaybe<PaymentStateFilter>;
  readonly run?: InputMaybe<StringFilter>;
  readonly orderedOn?: InputMaybe<DateFilter>;
  readonly paidOn?: InputMaybe<DateFilter>;
  readonly failedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly returned?: InputMaybe<DecimalFilter>;
  readonly and?: InputMaybe<ReadonlyArray<SubsidyPaymentElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<SubsidyPaymentElementFilter>>;
  readonly not?: InputMaybe<SubsidyPaymentElementFilter>;
};

export type SubsidyPaymentListFilter = {
  readonly some?: InputMaybe<SubsidyPaymentElementFilter>;
  readonly none?: InputMaybe<SubsidyPaymentElementFilter>;
};

export type SuspensionElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly suspendedOn?: InputMaybe<DateFilter>;
  readonly reportedOn?: InputMaybe<DateFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly resumedOn?: InputMaybe<DateFilter>;
  readonly verifiedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<SuspensionElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<SuspensionElementFilter>>;
  readonly not?: InputMaybe<SuspensionElementFilter>;
};

export type SuspensionListFilter = {
  readonly some?: InputMaybe<SuspensionElementFilter>;
  readonly none?: InputMaybe<SuspensionElementFilter>;
};

export type TenancyElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly householdCode?: InputMaybe<StringFilter>;
  readonly houseCode?: InputMaybe<StringFilter>;
  readonly contractNo?: InputMaybe<StringFilter>;
  readonly signedOn?: InputMaybe<DateFilter>;
  readonly startsOn?: InputMaybe<DateFilter>;
  readonly endsOn?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly rent?: InputMaybe<DecimalFilter>;
  readonly deposit?: InputMaybe<DecimalFilter>;
  readonly reason?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly household?: InputMaybe<HouseholdFilter>;
  readonly house?: InputMaybe<HouseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<TenancyElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<TenancyElementFilter>>;
  readonly not?: InputMaybe<TenancyElementFilter>;
};

export type TenancyListFilter = {
  readonly some?: InputMaybe<TenancyElementFilter>;
  readonly none?: InputMaybe<TenancyElementFilter>;
};

export type TenderElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly subjectMatter?: InputMaybe<StringFilter>;
  readonly mode?: InputMaybe<StringFilter>;
  readonly agentCode?: InputMaybe<StringFilter>;
  readonly openedOn?: InputMaybe<DateFilter>;
  readonly dueOn?: InputMaybe<DateFilter>;
  readonly awardedOn?: InputMaybe<DateFilter>;
  readonly contractDueOn?: InputMaybe<DateFilter>;
  readonly winnerCode?: InputMaybe<StringFilter>;
  readonly winnerName?: InputMaybe<StringFilter>;
  readonly price?: InputMaybe<DecimalFilter>;
  readonly bidders?: InputMaybe<IntFilter>;
  readonly cancelledOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly agent?: InputMaybe<EnterpriseFilter>;
  readonly winner?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<TenderElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<TenderElementFilter>>;
  readonly not?: InputMaybe<TenderElementFilter>;
};

export type TenderListFilter = {
  readonly some?: InputMaybe<TenderElementFilter>;
  readonly none?: InputMaybe<TenderElementFilter>;
};

export type TransferBasis =
  | 'FIRST_REGISTRATION'
  | 'SALE'
  | 'GIFT'
  | 'INHERITANCE'
  | 'EXCHANGE'
  | 'PARTITION'
  | 'JUDGMENT'
  | 'AUCTION'
  | 'EXPROPRIATION'
  | 'OTHER';

export type TransferBasisFilter = {
  readonly eq?: InputMaybe<TransferBasis>;
  readonly in?: InputMaybe<ReadonlyArray<TransferBasis>>;
};

export type UnitMixElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly unitType?: InputMaybe<StringFilter>;
  readonly tenure?: InputMaybe<StringFilter>;
  readonly units?: InputMaybe<IntFilter>;
  readonly and?: InputMaybe<ReadonlyArray<UnitMixElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<UnitMixElementFilter>>;
  readonly not?: InputMaybe<UnitMixElementFilter>;
};

export type UnitMixListFilter = {
  readonly some?: InputMaybe<UnitMixElementFilter>;
  readonly none?: InputMaybe<UnitMixElementFilter>;
};

export type UseChangeElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly fromPurpose?: InputMaybe<StringFilter>;
  readonly toPurpose?: InputMaybe<StringFilter>;
  readonly changedOn?: InputMaybe<DateFilter>;
  readonly and?: InputMaybe<ReadonlyArray<UseChangeElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<UseChangeElementFilter>>;
  readonly not?: InputMaybe<UseChangeElementFilter>;
};

export type UseChangeListFilter = {
  readonly some?: InputMaybe<UseChangeElementFilter>;
  readonly none?: InputMaybe<UseChangeElementFilter>;
};

export type VerificationAgency =
  | 'POLICE'
  | 'CIVIL_AFFAIRS'
  | 'TAX'
  | 'SOCIAL_INSURANCE'
  | 'PROVIDENT_FUND'
  | 'REAL_ESTATE'
  | 'MARKET_SUPERVISION'
  | 'BANKS';

export type VerificationAgencyFilter = {
  readonly eq?: InputMaybe<VerificationAgency>;
  readonly in?: InputMaybe<ReadonlyArray<VerificationAgency>>;
};

export type VerificationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly agency?: InputMaybe<VerificationAgencyFilter>;
  readonly member?: InputMaybe<StringFilter>;
  readonly result?: InputMaybe<VerificationResultFilter>;
  readonly checkedOn?: InputMaybe<DateFilter>;
  readonly detail?: InputMaybe<StringFilter>;
  readonly and?: InputMaybe<ReadonlyArray<VerificationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<VerificationElementFilter>>;
  readonly not?: InputMaybe<VerificationElementFilter>;
};

export type VerificationListFilter = {
  readonly some?: InputMaybe<VerificationElementFilter>;
  readonly none?: InputMaybe<VerificationElementFilter>;
};

export type VerificationResult =
  | 'CONSISTENT'
  | 'DIFFERENT'
  | 'NOT_FOUND';

export type VerificationResultFilter = {
  readonly eq?: InputMaybe<VerificationResult>;
  readonly in?: InputMaybe<ReadonlyArray<VerificationResult>>;
};

export type ViolationElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly category?: InputMaybe<StringFilter>;
  readonly foundOn?: InputMaybe<DateFilter>;
  readonly resolvedOn?: InputMaybe<DateFilter>;
  readonly outcome?: InputMaybe<StringFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<ViolationElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ViolationElementFilter>>;
  readonly not?: InputMaybe<ViolationElementFilter>;
};

export type ViolationListFilter = {
  readonly some?: InputMaybe<ViolationElementFilter>;
  readonly none?: InputMaybe<ViolationElementFilter>;
};

export type WaitingElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly programme?: InputMaybe<SecurityProgrammeFilter>;
  readonly bedrooms?: InputMaybe<IntFilter>;
  readonly since?: InputMaybe<DateFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly and?: InputMaybe<ReadonlyArray<WaitingElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<WaitingElementFilter>>;
  readonly not?: InputMaybe<WaitingElementFilter>;
};

export type WaitingListFilter = {
  readonly some?: InputMaybe<WaitingElementFilter>;
  readonly none?: InputMaybe<WaitingElementFilter>;
};

export type WorkforceElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly period?: InputMaybe<StringFilter>;
  readonly registered?: InputMaybe<IntFilter>;
  readonly onSite?: InputMaybe<IntFilter>;
  readonly attendance?: InputMaybe<DecimalFilter>;
  readonly wagesPaid?: InputMaybe<DecimalFilter>;
  readonly and?: InputMaybe<ReadonlyArray<WorkforceElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<WorkforceElementFilter>>;
  readonly not?: InputMaybe<WorkforceElementFilter>;
};

export type WorkforceListFilter = {
  readonly some?: InputMaybe<WorkforceElementFilter>;
  readonly none?: InputMaybe<WorkforceElementFilter>;
};

export type WorksContractElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly kind?: InputMaybe<StringFilter>;
  readonly tenderNo?: InputMaybe<StringFilter>;
  readonly enterpriseCode?: InputMaybe<StringFilter>;
  readonly enterpriseName?: InputMaybe<StringFilter>;
  readonly signedOn?: InputMaybe<DateFilter>;
  readonly value?: InputMaybe<DecimalFilter>;
  readonly endedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly enterprise?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<WorksContractElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<WorksContractElementFilter>>;
  readonly not?: InputMaybe<WorksContractElementFilter>;
};

export type WorksContractListFilter = {
  readonly some?: InputMaybe<WorksContractElementFilter>;
  readonly none?: InputMaybe<WorksContractElementFilter>;
};

export type WorksMortgageElementFilter = {
  readonly key?: InputMaybe<StringFilter>;
  readonly number?: InputMaybe<StringFilter>;
  readonly mortgageeCode?: InputMaybe<StringFilter>;
  readonly mortgageeName?: InputMaybe<StringFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly registeredOn?: InputMaybe<DateFilter>;
  readonly termEndsOn?: InputMaybe<DateFilter>;
  readonly dischargedOn?: InputMaybe<DateFilter>;
  readonly live?: InputMaybe<Scalars['Boolean']['input']>;
  readonly mortgagee?: InputMaybe<EnterpriseFilter>;
  readonly and?: InputMaybe<ReadonlyArray<WorksMortgageElementFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<WorksMortgageElementFilter>>;
  readonly not?: InputMaybe<WorksMortgageElementFilter>;
};

export type WorksMortgageListFilter = {
  readonly some?: InputMaybe<WorksMortgageElementFilter>;
  readonly none?: InputMaybe<WorksMortgageElementFilter>;
};

export type HouseLifeQueryVariables = Exact<{
  code: Scalars['String']['input'];
}>;


export type HouseLifeQuery = { readonly house?: { readonly code: string, readonly address?: string | null, readonly floorArea?: string | null, readonly phase: Phase, readonly physical: Physical, readonly market: Market, readonly occupancy: Occupancy, readonly owners: ReadonlyArray<{ readonly enterpriseName?: string | null, readonly form?: OwnershipForm | null, readonly share?: string | null, readonly basis?: TransferBasis | null, readonly acquiredOn?: string | null }>, readonly encumbrances: ReadonlyArray<{ readonly kind: EncumbranceKind, readonly number?: string | null, readonly holder?: string | null, readonly registeredOn?: string | null }>, readonly building?: { readonly code: string, readonly name?: string | null, readonly physical: Physical, readonly project?: { readonly code: string, readonly name?: string | null } | null } | null, readonly timeline: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly position: number, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } } | null };

export type HouseAsOfQueryVariables = Exact<{
  code: Scalars['String']['input'];
  validOn: Scalars['Date']['input'];
  knownAt: Scalars['DateTime']['input'];
}>;


export type HouseAsOfQuery = { readonly asKnownThen?: { readonly phase: Phase, readonly market: Market, readonly occupancy: Occupancy, readonly owners: ReadonlyArray<{ readonly key: string, readonly share?: string | null, readonly acquiredOn?: string | null }>, readonly encumbrances: ReadonlyArray<{ readonly kind: EncumbranceKind, readonly number?: string | null }>, readonly timeline: { readonly nodes: ReadonlyArray<{ readonly position: number, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string }> } } | null, readonly asKnownNow?: { readonly phase: Phase, readonly market: Market, readonly occupancy: Occupancy, readonly owners: ReadonlyArray<{ readonly key: string, readonly share?: string | null, readonly acquiredOn?: string | null }>, readonly encumbrances: ReadonlyArray<{ readonly kind: EncumbranceKind, readonly number?: string | null }>, readonly timeline: { readonly nodes: ReadonlyArray<{ readonly position: number, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string }> } } | null };

export type HouseAsOfStateFragment = { readonly phase: Phase, readonly market: Market, readonly occupancy: Occupancy, readonly owners: ReadonlyArray<{ readonly key: string, readonly share?: string | null, readonly acquiredOn?: string | null }>, readonly encumbrances: ReadonlyArray<{ readonly kind: EncumbranceKind, readonly number?: string | null }>, readonly timeline: { readonly nodes: ReadonlyArray<{ readonly position: number, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string }> } };

export type EncumberedHousesQueryVariables = Exact<{
  division: Scalars['String']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type EncumberedHousesQuery = { readonly houses: { readonly totalCount: number, readonly totalIsExact: boolean, readonly position: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly address?: string | null, readonly floorArea?: string | null, readonly market: Market, readonly encumbrances: ReadonlyArray<{ readonly kind: EncumbranceKind, readonly number?: string | null, readonly holder?: string | null }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type ProjectFamilyQueryVariables = Exact<{
  filter?: InputMaybe<ProjectFilter>;
}>;


export type ProjectFamilyQuery = { readonly projects: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly name?: string | null, readonly stage: Stage, readonly permits: ReadonlyArray<{ readonly kind?: PermitKind | null, readonly number?: string | null, readonly grantedOn?: string | null, readonly live: boolean }>, readonly buildings: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly name?: string | null, readonly phase: Phase, readonly physical: Physical, readonly houses: { readonly totalCount: number } }> }, readonly timeline: { readonly nodes: ReadonlyArray<{ readonly position: number, readonly kind: SubjectKind, readonly code: string, readonly label: string, readonly effectiveOn: string }> } }> } };

export type FeedQueryVariables = Exact<{
  after: Scalars['Position']['input'];
  kinds?: InputMaybe<ReadonlyArray<SubjectKind> | SubjectKind>;
}>;


export type FeedQuery = { readonly changes: { readonly position: number, readonly nodes: ReadonlyArray<{ readonly position: number, readonly kind: SubjectKind, readonly code: string, readonly label: string, readonly effectiveOn: string, readonly recordedAt: string, readonly source: string, readonly reason: Reason, readonly corrects?: { readonly position: number } | null, readonly voidedBy?: { readonly position: number } | null, readonly causedBy?: { readonly position: number, readonly label: string } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type BuildingsAtPositionQueryVariables = Exact<{
  position: Scalars['Position']['input'];
}>;


export type BuildingsAtPositionQuery = { readonly buildings: { readonly nodes: ReadonlyArray<{ readonly code: string, readonly name?: string | null, readonly phase: Phase, readonly physical: Physical, readonly completedOn?: string | null, readonly presalePermits: ReadonlyArray<{ readonly number?: string | null, readonly live: boolean }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type DivisionsQueryVariables = Exact<{ [key: string]: never; }>;


export type DivisionsQuery = { readonly divisions: ReadonlyArray<{ readonly code: string, readonly name?: string | null, readonly level?: DivisionLevel | null, readonly parentRecord?: { readonly name?: string | null } | null, readonly successors: ReadonlyArray<{ readonly division?: string | null, readonly since?: string | null }> }> };

export type FindingsQueryVariables = Exact<{
  filter?: InputMaybe<FindingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type FindingsQuery = { readonly findings: { readonly totalCount: number, readonly totalIsExact: boolean, readonly nodes: ReadonlyArray<{ readonly kind: SubjectKind, readonly code: string, readonly rule?: string | null, readonly grade?: FindingGrade | null, readonly detail?: string | null, readonly department?: string | null, readonly foundOn?: string | null, readonly open: boolean, readonly eventRecord?: { readonly position: number, readonly label: string, readonly effectiveOn: string, readonly document?: { readonly kind: string, readonly number: string } | null } | null, readonly subject?: { readonly version: number, readonly underInvestigationAttributes: ReadonlyArray<string> } | { readonly version: number, readonly underInvestigationAttributes: ReadonlyArray<string> } | { readonly version: number, readonly underInvestigationAttributes: ReadonlyArray<string> } | { readonly address?: string | null, readonly phase: Phase, readonly version: number, readonly underInvestigationAttributes: ReadonlyArray<string> } | { readonly version: number, readonly underInvestigationAttributes: ReadonlyArray<string> } | { readonly version: number, readonly underInvestigationAttributes: ReadonlyArray<string> } | { readonly version: number, readonly underInvestigationAttributes: ReadonlyArray<string> } | { readonly version: number, readonly underInvestigationAttributes: ReadonlyArray<string> } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type CatalogueQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
}>;


export type CatalogueQuery = { readonly catalogue: ReadonlyArray<{ readonly kind: SubjectKind, readonly name: string, readonly zh: string, readonly en: string, readonly class: EventClass, readonly nature: Nature, readonly authority: string, readonly count: number, readonly lastRecordedAt?: string | null }> };

export type StatusQueryVariables = Exact<{ [key: string]: never; }>;


export type StatusQuery = { readonly me: { readonly subject?: string | null, readonly roles: ReadonlyArray<string>, readonly divisions: ReadonlyArray<string> }, readonly audit: { readonly projection: { readonly position: number, readonly ledgerPosition: number, readonly behind: number, readonly oldestUnappliedSeconds?: number | null, readonly lastPolledAt?: string | null } } };

export type UnderInvestigationQueryVariables = Exact<{ [key: string]: never; }>;


export type UnderInvestigationQuery = { readonly investigations: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly kind: SubjectKind, readonly code: string, readonly entity?: string | null, readonly attribute?: string | null, readonly reason?: string | null, readonly openedOn?: string | null }> }, readonly houses: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly address?: string | null, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly mortgages: ReadonlyArray<{ readonly number?: string | null, readonly underInvestigationAttributes: ReadonlyArray<string> }>, readonly findings: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly rule?: string | null, readonly grade?: FindingGrade | null, readonly detail?: string | null, readonly foundOn?: string | null }> } }> } };

export type DifferenceQueryVariables = Exact<{
  kind: SubjectKind;
  code: Scalars['String']['input'];
  from: AsOf;
  to: AsOf;
}>;


export type DifferenceQuery = { readonly difference: ReadonlyArray<{ readonly entity: string, readonly entityLabel: string, readonly attribute: string, readonly label: string, readonly derived: boolean, readonly before?: unknown | null, readonly after?: unknown | null, readonly events: ReadonlyArray<{ readonly position: number, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly document?: { readonly kind: string, readonly number: string } | null }> }> };

export type ChangesByDocumentQueryVariables = Exact<{
  number: Scalars['String']['input'];
  kind?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['Position']['input']>;
}>;


export type ChangesByDocumentQuery = { readonly changesByDocument: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly position: number, readonly kind: SubjectKind, readonly code: string, readonly label: string, readonly effectiveOn: string, readonly source: string, readonly data: unknown, readonly voidedBy?: { readonly position: number } | null, readonly dependants: ReadonlyArray<{ readonly position: number, readonly kind: SubjectKind, readonly code: string, readonly label: string, readonly effectiveOn: string, readonly source: string }>, readonly caused: ReadonlyArray<{ readonly position: number, readonly kind: SubjectKind, readonly code: string, readonly label: string }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type WhatIMayDoQueryVariables = Exact<{ [key: string]: never; }>;


export type WhatIMayDoQuery = { readonly me: { readonly subject?: string | null, readonly roles: ReadonlyArray<string>, readonly divisions: ReadonlyArray<string>, readonly mutations: ReadonlyArray<string>, readonly unmasks: boolean, readonly jurisdictions: ReadonlyArray<{ readonly code: string, readonly name?: string | null }> } };

export type HouseholdsQueryVariables = Exact<{
  filter?: InputMaybe<HouseholdFilter>;
  orderBy?: InputMaybe<HouseholdOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type HouseholdsQuery = { readonly households: { readonly totalCount: number, readonly totalIsExact: boolean, readonly position: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly stage: HouseholdStage, readonly size?: number | null, readonly incomeBand?: string | null, readonly arrears?: string | null, readonly reviewDue?: string | null, readonly eligibility?: { readonly number?: string | null, readonly grantedOn?: string | null, readonly expiresOn?: string | null } | null, readonly waiting?: { readonly programme?: SecurityProgramme | null, readonly bedrooms?: number | null, readonly since?: string | null, readonly days: number, readonly priorityGroup?: PriorityGroup | null, readonly place?: number | null, readonly of?: number | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type InboxQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  kinds?: InputMaybe<ReadonlyArray<InboxKind> | InboxKind>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type InboxQuery = { readonly inbox: { readonly totalCount: number, readonly position: number, readonly nodes: ReadonlyArray<{ readonly kind: InboxKind, readonly code: string, readonly key: string, readonly since?: string | null, readonly dueOn?: string | null, readonly late: boolean, readonly department?: string | null, readonly household?: { readonly stage: HouseholdStage, readonly size?: number | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type PortraitsQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  programme?: InputMaybe<SecurityProgramme>;
  stage?: InputMaybe<HouseholdStage>;
}>;


export type PortraitsQuery = { readonly portraits: { readonly total?: number | null, readonly position: number, readonly bySize: ReadonlyArray<{ readonly label: string, readonly count?: number | null }>, readonly byAge: ReadonlyArray<{ readonly label: string, readonly count?: number | null }>, readonly byChildren: ReadonlyArray<{ readonly label: string, readonly count?: number | null }>, readonly byStage: ReadonlyArray<{ readonly label: string, readonly count?: number | null }>, readonly byIncomeBand: ReadonlyArray<{ readonly label: string, readonly count?: number | null }> } };

export type WhoLivesThereQueryVariables = Exact<{
  code: Scalars['String']['input'];
  at?: InputMaybe<AsOf>;
}>;


export type WhoLivesThereQuery = { readonly house?: { readonly code: string, readonly address?: string | null, readonly stock: Stock, readonly tenancies: ReadonlyArray<{ readonly contractNo?: string | null, readonly startsOn?: string | null, readonly endsOn?: string | null, readonly household?: { readonly code: string, readonly stage: HouseholdStage, readonly size?: number | null } | null, readonly allocation?: { readonly method?: AllocationMethod | null, readonly programme?: SecurityProgramme | null, readonly allocatedOn?: string | null } | null }> } | null };

export type CockpitQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['Date']['input']>;
  to?: InputMaybe<Scalars['Date']['input']>;
  asOf?: InputMaybe<AsOf>;
  indicator?: InputMaybe<Scalars['String']['input']>;
}>;


export type CockpitQuery = { readonly cockpit: { readonly division?: string | null, readonly from: string, readonly to: string, readonly building: { readonly activeWorks: number, readonly starts: number, readonly completions: number, readonly openRectifications: number, readonly position: number, readonly archiveRate: { readonly numerator?: string | null, readonly denominator?: string | null, readonly value?: string | null } }, readonly projects: { readonly contractValue: string, readonly awards: number, readonly position: number, readonly byStage: ReadonlyArray<{ readonly label: string, readonly count?: number | null }> }, readonly housing: { readonly homes: number, readonly transferValue: string, readonly position: number, readonly byPhase: ReadonlyArray<{ readonly label: string, readonly count?: number | null }>, readonly monthsOfSupply: { readonly numerator?: string | null, readonly denominator?: string | null, readonly value?: string | null } }, readonly security?: { readonly applicants?: number | null, readonly waiting?: number | null, readonly position: number, readonly coverage: { readonly numerator?: string | null, readonly denominator?: string | null, readonly value?: string | null } } | null, readonly safety: { readonly openHazards: number, readonly position: number, readonly resolutionRate: { readonly numerator?: string | null, readonly denominator?: string | null, readonly value?: string | null } }, readonly operation: { readonly position: number, readonly indicators: ReadonlyArray<{ readonly indicator: string, readonly period: string, readonly value?: string | null, readonly unit?: string | null, readonly measure?: IndicatorMeasure | null, readonly sources: ReadonlyArray<string>, readonly complete: boolean }> }, readonly data: { readonly resources: number, readonly position: number, readonly openFindings: ReadonlyArray<{ readonly label: string, readonly count?: number | null }> }, readonly children: ReadonlyArray<{ readonly division?: string | null, readonly housing: { readonly homes: number, readonly forSale: number } }>, readonly series: ReadonlyArray<{ readonly period: string, readonly value?: string | null }> } };

export type RegisterBuildingMutationVariables = Exact<{
  input: RegisterBuildingInput;
}>;


export type RegisterBuildingMutation = { readonly registerBuilding?: { readonly repeated: boolean, readonly position?: number | null, readonly event?: { readonly id: string, readonly label: string, readonly source: string, readonly registeredAt: string } | null, readonly building?: { readonly code: string, readonly name?: string | null, readonly physical: Physical, readonly version: number } | null, readonly rejections: ReadonlyArray<{ readonly rule: string, readonly message: string, readonly messageEn: string, readonly missing: ReadonlyArray<string>, readonly earliestLawfulOn?: string | null, readonly inTheWay: ReadonlyArray<{ readonly position: number, readonly label: string, readonly effectiveOn: string }> }>, readonly findings: ReadonlyArray<{ readonly rule?: string | null, readonly detail?: string | null }> } | null };

export type FilePresaleContractMutationVariables = Exact<{
  input: FilePresaleContractInput;
}>;


export type FilePresaleContractMutation = { readonly filePresaleContract?: { readonly repeated: boolean, readonly position?: number | null, readonly event?: { readonly id: string, readonly label: string, readonly source: string, readonly registeredAt: string } | null, readonly house?: { readonly code: string, readonly address?: string | null, readonly market: Market, readonly contracts: ReadonlyArray<{ readonly number?: string | null, readonly signedOn?: string | null, readonly price?: string | null }> } | null, readonly rejections: ReadonlyArray<{ readonly rule: string, readonly message: string, readonly messageEn: string, readonly missing: ReadonlyArray<string>, readonly earliestLawfulOn?: string | null, readonly inTheWay: ReadonlyArray<{ readonly position: number, readonly label: string, readonly effectiveOn: string }> }>, readonly findings: ReadonlyArray<{ readonly rule?: string | null, readonly detail?: string | null }> } | null };

export type WorksDueQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  what?: InputMaybe<ReadonlyArray<ProcedureDuty> | ProcedureDuty>;
  late?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type WorksDueQuery = { readonly worksDue: { readonly totalCount: number, readonly position: number, readonly nodes: ReadonlyArray<{ readonly what: ProcedureDuty, readonly kind: SubjectKind, readonly code: string, readonly key: string, readonly since?: string | null, readonly dueOn?: string | null, readonly late: boolean, readonly department: string, readonly subject?: { readonly name?: string | null, readonly physical: Physical } | { readonly name?: string | null, readonly stage: Stage } | {} | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type SelfBuiltQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  rural?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type SelfBuiltQuery = { readonly selfBuilt: { readonly position: number, readonly steps: ReadonlyArray<{ readonly step: SelfBuiltStep, readonly buildings: number, readonly inBusiness: number }>, readonly divisions: ReadonlyArray<{ readonly division?: { readonly code: string, readonly name?: string | null } | null, readonly steps: ReadonlyArray<{ readonly step: SelfBuiltStep, readonly buildings: number, readonly inBusiness: number }> }> } };

export type EstatesQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  renovated?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type EstatesQuery = { readonly estates: { readonly totalCount: number, readonly position: number, readonly nodes: ReadonlyArray<{ readonly code?: string | null, readonly name?: string | null, readonly buildings: number, readonly homes?: number | null, readonly buildingsGranted: number, readonly buildingsCompleted: number, readonly grants: number, readonly completions: number, readonly currency: string, readonly cost?: string | null, readonly costCompleted?: string | null, readonly division?: { readonly code: string, readonly name?: string | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type IndicatorsQueryVariables = Exact<{
  code: Scalars['String']['input'];
  indicator: Scalars['String']['input'];
  from?: InputMaybe<Scalars['Date']['input']>;
  to?: InputMaybe<Scalars['Date']['input']>;
  by?: InputMaybe<PeriodKind>;
}>;


export type IndicatorsQuery = { readonly division?: { readonly name?: string | null, readonly series: ReadonlyArray<{ readonly period: string, readonly startsOn: string, readonly value?: string | null, readonly unit?: string | null, readonly measure?: IndicatorMeasure | null, readonly sources: ReadonlyArray<string>, readonly parts: number, readonly complete: boolean }>, readonly policies: ReadonlyArray<{ readonly policyVersion?: string | null, readonly ruleSet?: string | null, readonly inForceFrom?: string | null, readonly endedOn?: string | null, readonly digest?: string | null }>, readonly successors: ReadonlyArray<{ readonly division?: string | null, readonly whole?: boolean | null, readonly since?: string | null, readonly documentNo?: string | null }> } | null };

export type RecipientsWhoAcquiredQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type RecipientsWhoAcquiredQuery = { readonly recipientsWhoAcquired: { readonly totalCount: number, readonly position: number, readonly nodes: ReadonlyArray<{ readonly eligibleSince: string, readonly elsewhere: boolean, readonly relation?: AcquisitionRelation | null, readonly on?: string | null, readonly household?: { readonly code: string, readonly stage: HouseholdStage, readonly division?: string | null } | null, readonly member?: { readonly key: string, readonly relation?: MemberRelation | null } | null, readonly house?: { readonly code: string, readonly address?: string | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type HouseOnTheDayOfItsContractQueryVariables = Exact<{
  code: Scalars['String']['input'];
}>;


export type HouseOnTheDayOfItsContractQuery = { readonly house?: { readonly code: string, readonly address?: string | null, readonly contracts: ReadonlyArray<{ readonly number?: string | null, readonly kind?: ContractKind | null, readonly signedOn?: string | null, readonly permitNo?: string | null, readonly houseThen?: { readonly presalePermitNo?: string | null, readonly seizures: ReadonlyArray<{ readonly number?: string | null, readonly court?: string | null, readonly registeredOn?: string | null, readonly expiresOn?: string | null }>, readonly building?: { readonly code: string, readonly permits: ReadonlyArray<{ readonly kind?: PermitKind | null, readonly number?: string | null, readonly grantedOn?: string | null }>, readonly presalePermits: ReadonlyArray<{ readonly number?: string | null, readonly grantedOn?: string | null, readonly lapsesOn?: string | null }> } | null } | null }> } | null };

export type BuildersSanctionedAfterPresaleQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type BuildersSanctionedAfterPresaleQuery = { readonly buildersSanctionedAfterPresale: { readonly totalCount: number, readonly position: number, readonly nodes: ReadonlyArray<{ readonly sanction: SanctionKind, readonly number?: string | null, readonly on: string, readonly project?: { readonly code: string, readonly name?: string | null, readonly stage: Stage } | null, readonly permit?: { readonly number?: string | null, readonly grantedOn?: string | null } | null, readonly builder?: { readonly code: string, readonly name?: string | null, readonly standing: PartyStanding } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type PresoldInTroubledWorksQueryVariables = Exact<{
  today: Scalars['Date']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type PresoldInTroubledWorksQuery = { readonly houses: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly address?: string | null, readonly contracts: ReadonlyArray<{ readonly number?: string | null, readonly signedOn?: string | null }>, readonly building?: { readonly code: string, readonly project?: { readonly code: string, readonly name?: string | null, readonly rectifications: ReadonlyArray<{ readonly number?: string | null, readonly issue?: string | null, readonly orderedOn?: string | null, readonly dueOn?: string | null }>, readonly permits: ReadonlyArray<{ readonly kind?: PermitKind | null, readonly number?: string | null, readonly lapsesOn?: string | null, readonly live: boolean }> } | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type RegisteredWithoutAcceptanceQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type RegisteredWithoutAcceptanceQuery = { readonly buildings: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly name?: string | null, readonly completedOn?: string | null, readonly firstRegistrationNo?: string | null, readonly acceptances: ReadonlyArray<{ readonly kind?: AcceptanceKind | null, readonly acceptedOn?: string | null }>, readonly project?: { readonly code: string, readonly name?: string | null, readonly acceptances: ReadonlyArray<{ readonly kind?: AcceptanceKind | null, readonly acceptedOn?: string | null }> } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type DangerousHomesLetOrSoldQueryVariables = Exact<{
  since: Scalars['Date']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type DangerousHomesLetOrSoldQuery = { readonly inGradedBuildings: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly address?: string | null, readonly safetyGrade?: SafetyGrade | null, readonly leases: ReadonlyArray<{ readonly number?: string | null, readonly startsOn?: string | null, readonly endsOn?: string | null }>, readonly tenancies: ReadonlyArray<{ readonly contractNo?: string | null, readonly startsOn?: string | null }>, readonly contracts: ReadonlyArray<{ readonly number?: string | null, readonly signedOn?: string | null, readonly live: boolean }>, readonly building?: { readonly code: string, readonly safetyGrade?: SafetyGrade | null, readonly appraisals: ReadonlyArray<{ readonly number?: string | null, readonly grade?: SafetyGrade | null, readonly appraisedOn?: string | null, readonly advice?: string | null }> } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } }, readonly gradedThemselves: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly address?: string | null, readonly safetyGrade?: SafetyGrade | null, readonly leases: ReadonlyArray<{ readonly number?: string | null, readonly startsOn?: string | null, readonly endsOn?: string | null }>, readonly tenancies: ReadonlyArray<{ readonly contractNo?: string | null, readonly startsOn?: string | null }>, readonly contracts: ReadonlyArray<{ readonly number?: string | null, readonly signedOn?: string | null, readonly live: boolean }>, readonly building?: { readonly code: string, readonly safetyGrade?: SafetyGrade | null, readonly appraisals: ReadonlyArray<{ readonly number?: string | null, readonly grade?: SafetyGrade | null, readonly appraisedOn?: string | null, readonly advice?: string | null }> } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type DangerousHomesLetOrSoldPageFragment = { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly address?: string | null, readonly safetyGrade?: SafetyGrade | null, readonly leases: ReadonlyArray<{ readonly number?: string | null, readonly startsOn?: string | null, readonly endsOn?: string | null }>, readonly tenancies: ReadonlyArray<{ readonly contractNo?: string | null, readonly startsOn?: string | null }>, readonly contracts: ReadonlyArray<{ readonly number?: string | null, readonly signedOn?: string | null, readonly live: boolean }>, readonly building?: { readonly code: string, readonly safetyGrade?: SafetyGrade | null, readonly appraisals: ReadonlyArray<{ readonly number?: string | null, readonly grade?: SafetyGrade | null, readonly appraisedOn?: string | null, readonly advice?: string | null }> } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } };

export type ExpropriatedWithOpenRightsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ExpropriatedWithOpenRightsQuery = { readonly buildings: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly name?: string | null, readonly expropriations: ReadonlyArray<{ readonly number?: string | null, readonly decidedOn?: string | null }>, readonly subsidies: ReadonlyArray<{ readonly number?: string | null, readonly programme?: string | null, readonly grantedOn?: string | null }>, readonly houses: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly address?: string | null, readonly tenancies: ReadonlyArray<{ readonly contractNo?: string | null, readonly startsOn?: string | null }>, readonly mortgages: ReadonlyArray<{ readonly number?: string | null, readonly mortgageeName?: string | null, readonly registeredOn?: string | null }> }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type PaidAfterFailedVerificationQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type PaidAfterFailedVerificationQuery = { readonly subsidyMonthsPaidAfterFailedVerification: { readonly totalCount: number, readonly position: number, readonly nodes: ReadonlyArray<{ readonly household?: { readonly code: string, readonly stage: HouseholdStage } | null, readonly verification?: { readonly number?: string | null, readonly agency?: VerificationAgency | null, readonly result?: VerificationResult | null, readonly checkedOn?: string | null } | null, readonly payment?: { readonly number?: string | null, readonly kind?: SubsidyKind | null, readonly period?: string | null, readonly amount?: string | null, readonly paidOn?: string | null, readonly state?: PaymentState | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type ConflictingRolesQueryVariables = Exact<{
  division?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ConflictingRolesQuery = { readonly conflictingRoles: { readonly totalCount: number, readonly position: number, readonly nodes: ReadonlyArray<{ readonly conflict: RoleConflictKind, readonly practitioner?: { readonly code: string, readonly specialty?: string | null, readonly employer?: { readonly code: string, readonly name?: string | null } | null } | null, readonly engagement?: { readonly role?: ParticipantRole | null, readonly startsOn?: string | null, readonly endedOn?: string | null, readonly live: boolean, readonly project?: { readonly code: string, readonly name?: string | null } | null, readonly enterprise?: { readonly code: string, readonly name?: string | null } | null } | null, readonly other?: { readonly role?: ParticipantRole | null, readonly startsOn?: string | null, readonly endedOn?: string | null, readonly live: boolean, readonly project?: { readonly code: string, readonly name?: string | null } | null, readonly enterprise?: { readonly code: string, readonly name?: string | null } | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type ConflictingRolesRoleFragment = { readonly role?: ParticipantRole | null, readonly startsOn?: string | null, readonly endedOn?: string | null, readonly live: boolean, readonly project?: { readonly code: string, readonly name?: string | null } | null, readonly enterprise?: { readonly code: string, readonly name?: string | null } | null };

export type WhatADocumentChangedQueryVariables = Exact<{
  number: Scalars['String']['input'];
}>;


export type WhatADocumentChangedQuery = { readonly changesByDocument: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly position: number, readonly kind: SubjectKind, readonly code: string, readonly label: string, readonly source: string, readonly effectiveOn: string, readonly caused: ReadonlyArray<{ readonly position: number, readonly kind: SubjectKind, readonly code: string, readonly label: string, readonly source: string }>, readonly dependants: ReadonlyArray<{ readonly position: number, readonly kind: SubjectKind, readonly code: string, readonly label: string, readonly source: string, readonly effectiveOn: string }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null } } };

export type SearchQueryVariables = Exact<{
  text: Scalars['String']['input'];
  kinds?: InputMaybe<ReadonlyArray<SubjectKind> | SubjectKind>;
  filter?: InputMaybe<SearchFilter>;
  facets?: InputMaybe<ReadonlyArray<SearchFacet> | SearchFacet>;
  sort?: InputMaybe<SearchSort>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type SearchQuery = { readonly search: { readonly totalCount: number, readonly totalIsExact: boolean, readonly position: number, readonly behind: number, readonly didYouMean: ReadonlyArray<string>, readonly facets: ReadonlyArray<{ readonly facet: SearchFacet, readonly values: ReadonlyArray<{ readonly value: string, readonly label?: string | null, readonly count: number }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly kind: SubjectKind, readonly code: string, readonly title: string, readonly division?: string | null, readonly phase?: string | null, readonly persons: number, readonly highlights: ReadonlyArray<{ readonly attribute: string, readonly pieces: ReadonlyArray<{ readonly text: string, readonly matched: boolean }> }> }> } };

export type SuggestionsQueryVariables = Exact<{
  text: Scalars['String']['input'];
}>;


export type SuggestionsQuery = { readonly searchSuggestions: ReadonlyArray<{ readonly text: string, readonly kind: SubjectKind, readonly code: string }> };

export type LifeQueryVariables = Exact<{
  code: Scalars['String']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  at?: InputMaybe<AsOf>;
  project?: InputMaybe<Scalars['Boolean']['input']>;
  building?: InputMaybe<Scalars['Boolean']['input']>;
  house?: InputMaybe<Scalars['Boolean']['input']>;
  household?: InputMaybe<Scalars['Boolean']['input']>;
  enterprise?: InputMaybe<Scalars['Boolean']['input']>;
  practitioner?: InputMaybe<Scalars['Boolean']['input']>;
  lottery?: InputMaybe<Scalars['Boolean']['input']>;
  division?: InputMaybe<Scalars['Boolean']['input']>;
}>;


export type LifeQuery = { readonly project?: { readonly name?: string | null, readonly stage: Stage, readonly division?: string | null, readonly address?: string | null, readonly developerName?: string | null, readonly grossArea?: string | null, readonly plannedUnits?: number | null, readonly approvedOn?: string | null, readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly divisionRecord?: { readonly code: string, readonly name?: string | null } | null, readonly developer?: { readonly code: string, readonly name?: string | null } | null, readonly buildings: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly name?: string | null, readonly address?: string | null }> }, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } } | null, readonly building?: { readonly name?: string | null, readonly phase: Phase, readonly physical: Physical, readonly division?: string | null, readonly address?: string | null, readonly floors?: number | null, readonly yearBuilt?: number | null, readonly grossArea?: string | null, readonly safetyGrade?: SafetyGrade | null, readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly divisionRecord?: { readonly code: string, readonly name?: string | null } | null, readonly project?: { readonly code: string, readonly name?: string | null } | null, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } } | null, readonly house?: { readonly phase: Phase, readonly physical: Physical, readonly market: Market, readonly stock: Stock, readonly occupancy: Occupancy, readonly division?: string | null, readonly address?: string | null, readonly floor?: string | null, readonly room?: string | null, readonly purpose?: string | null, readonly floorArea?: string | null, readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly divisionRecord?: { readonly code: string, readonly name?: string | null } | null, readonly building?: { readonly code: string, readonly name?: string | null } | null, readonly project?: { readonly code: string, readonly name?: string | null } | null, readonly owners: ReadonlyArray<{ readonly name?: string | null, readonly enterpriseCode?: string | null, readonly enterpriseName?: string | null, readonly form?: OwnershipForm | null, readonly share?: string | null, readonly acquiredOn?: string | null, readonly endedOn?: string | null }>, readonly tenancies: ReadonlyArray<{ readonly householdCode?: string | null, readonly contractNo?: string | null, readonly startsOn?: string | null, readonly endedOn?: string | null }>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } } | null, readonly household?: { readonly stage: HouseholdStage, readonly division?: string | null, readonly category?: HouseholdCategory | null, readonly programme?: SecurityProgramme | null, readonly size?: number | null, readonly incomeBand?: string | null, readonly appliedOn?: string | null, readonly arrears?: string | null, readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly members: ReadonlyArray<{ readonly relation?: MemberRelation | null, readonly name?: string | null, readonly birthYear?: number | null, readonly joinedOn?: string | null, readonly leftOn?: string | null }>, readonly divisionRecord?: { readonly code: string, readonly name?: string | null } | null, readonly tenancies: ReadonlyArray<{ readonly houseCode?: string | null, readonly contractNo?: string | null, readonly startsOn?: string | null, readonly endedOn?: string | null }>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } } | null, readonly enterprise?: { readonly name?: string | null, readonly standing: PartyStanding, readonly division?: string | null, readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly divisionRecord?: { readonly code: string, readonly name?: string | null } | null, readonly projects: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly code: string, readonly name?: string | null }> }, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } } | null, readonly practitioner?: { readonly name?: string | null, readonly specialty?: string | null, readonly standing: PartyStanding, readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly employer?: { readonly code: string, readonly name?: string | null } | null, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } } | null, readonly lottery?: { readonly name?: string | null, readonly stage: LotteryStage, readonly programme?: SecurityProgramme | null, readonly homeCount?: number | null, readonly entryCount?: number | null, readonly drawnOn?: string | null, readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly divisionRecord?: { readonly code: string, readonly name?: string | null } | null, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } } | null, readonly division?: { readonly name?: string | null, readonly level?: DivisionLevel | null, readonly parent?: string | null, readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly parentRecord?: { readonly code: string, readonly name?: string | null } | null, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } } | null };

type LifeTold_Building_Fragment = { readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } };

type LifeTold_Division_Fragment = { readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } };

type LifeTold_Enterprise_Fragment = { readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } };

type LifeTold_House_Fragment = { readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } };

type LifeTold_Household_Fragment = { readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } };

type LifeTold_Lottery_Fragment = { readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } };

type LifeTold_Practitioner_Fragment = { readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } };

type LifeTold_Project_Fragment = { readonly kind: SubjectKind, readonly code: string, readonly version: number, readonly position: number, readonly underInvestigationAttributes: ReadonlyArray<string>, readonly timeline: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor?: string | null }, readonly nodes: ReadonlyArray<{ readonly position: number, readonly type: string, readonly label: string, readonly effectiveOn: string, readonly registeredAt: string, readonly source: string, readonly reason: Reason, readonly data: unknown, readonly document?: { readonly kind: string, readonly number: string, readonly issuedOn: string } | null, readonly voidedBy?: { readonly position: number } | null, readonly corrects?: { readonly position: number } | null, readonly correctedBy?: { readonly position: number } | null }> } };

export type LifeToldFragment = LifeTold_Building_Fragment | LifeTold_Division_Fragment | LifeTold_Enterprise_Fragment | LifeTold_House_Fragment | LifeTold_Household_Fragment | LifeTold_Lottery_Fragment | LifeTold_Practitioner_Fragment | LifeTold_Project_Fragment;

